import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges each file named after the flavour, and says on a line of its own "PASS file" or "FAIL file: rule, times, words". */
public class Vera {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
        for (int at = 1; at < arguments.length; at++) {
            String file = arguments[at];
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour)) {
                ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                if (result.isCompliant()) {
                    System.out.println("PASS\t" + file);
                    continue;
                }
                Map<String, String> words = new TreeMap<>();
                Map<String, Integer> times = new TreeMap<>();
                for (TestAssertion assertion : result.getTestAssertions()) {
                    if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                        String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                        times.merge(rule, 1, Integer::sum);
                        words.putIfAbsent(rule, assertion.getMessage().replaceAll("\\s+", " ")
                            + " at " + assertion.getLocation().getContext());
                    }
                }
                for (String rule : words.keySet()) {
                    System.out.println("FAIL\t" + file + "\t" + rule + " (" + times.get(rule) + "): " + words.get(rule));
                }
                if (words.isEmpty()) {
                    System.out.println("FAIL\t" + file + "\tnot compliant, no rule named");
                }
            } catch (Exception fault) {
                System.out.println("FAIL\t" + file + "\tcannot be judged: " + fault);
            }
        }
    }
}
