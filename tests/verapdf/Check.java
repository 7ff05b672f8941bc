import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * The reference validator over many files in one virtual machine: Check FLAVOUR,FLAVOUR FILE...
 *
 * <p>Prints one line of tab-separated fields for each failed rule (file, flavour, clause-test, count, message), and one with an
 * empty rule for each file and flavour that was judged at all. Names and messages have no tabs or line ends.
 */
public final class Check {
    private static final int MESSAGES_KEPT = 100;
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        for (int i = 1; i < arguments.length; i++) {
            for (String flavour : arguments[0].split(",")) {
                judge(foundry, arguments[i], flavour);
            }
        }
    }

    private static void judge(VeraPDFFoundry foundry, String file, String name) {
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        try (InputStream bytes = new BufferedInputStream(new FileInputStream(file));
                PDFAParser parser = foundry.createParser(bytes, flavour);
                PDFAValidator validator = foundry.createValidator(flavour, MESSAGES_KEPT, false, false, false)) {
            report(file, name, validator.validate(parser));
        } catch (Exception | StackOverflowError | OutOfMemoryError error) {
            print(file, name, "unreadable", 1, error.toString());
        }
    }

    private static void report(String file, String name, ValidationResult result) {
        Map<RuleId, String> messages = new LinkedHashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                messages.putIfAbsent(assertion.getRuleId(), assertion.getMessage());
            }
        }
        for (Map.Entry<RuleId, Integer> failed : result.getFailedChecks().entrySet()) {
            RuleId rule = failed.getKey();
            String number = rule.getClause() + "-" + rule.getTestNumber();
            print(file, name, number, failed.getValue(), messages.getOrDefault(rule, ""));
        }
        print(file, name, "", result.getTotalAssertions(), "");
    }

    private static void print(String file, String flavour, String rule, int count, String message) {
        String plain = message.replaceAll("[\\t\\r\\n]+", " ");
        OUT.println(String.join("\t", file, flavour, rule, Integer.toString(count), plain));
    }
}
