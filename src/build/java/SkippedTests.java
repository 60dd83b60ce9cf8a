import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Says which tests of the last run were skipped, and why: a test that needs what is not at hand must not pass for one
 * that ran. Part of the build, not of Whittle.
 */
final class SkippedTests {

    private SkippedTests() {
    }

    /** @param args directory of Surefire's XML reports */
    public static void main(String[] args) throws IOException, XMLStreamException {
        Map<String, Integer> byReason = new TreeMap<>();
        Path reports = Path.of(args[0]);
        if (Files.isDirectory(reports)) {
            try (Stream<Path> files = Files.list(reports)) {
                for (Path report : files.filter(f -> f.toString().endsWith(".xml")).sorted().toList()) {
                    count(report, byReason);
                }
            }
        }
        byReason.forEach((reason, tests) -> System.out.printf("  %d × %s%n", tests, reason));
        System.out.println("skipped: " + byReason.values().stream().mapToInt(Integer::intValue).sum());
    }

    private static void count(Path report, Map<String, Integer> byReason) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        String test = "";
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                if (xml.getLocalName().equals("testcase")) {
                    test = xml.getAttributeValue(null, "classname").replaceAll(".*\\.", "");
                } else if (xml.getLocalName().equals("skipped")) {
                    // Surefire has a reason as an attribute, or as the first line of a trace.
                    String message = xml.getAttributeValue(null, "message");
                    String told = message == null || message.isBlank() ? xml.getElementText() : message;
                    String why = told.isBlank() ? "no reason given"
                            : told.lines().findFirst().orElseThrow().replaceFirst("^.*Assumption failed: ", "");
                    byReason.merge(test + ": " + why, 1, Integer::sum);
                }
            }
        }
    }
}
