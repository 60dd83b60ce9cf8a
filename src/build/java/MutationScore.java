import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads PIT's reports in target/mutation, prints a package's share of planted faults that its tests noticed, and lists
 * those that they did not. Part of the build, not of Whittle.
 */
final class MutationScore {

    private record Mutant(boolean noticed, String line) {

        static Mutant of(Element e) {
            String file = text(e, "sourceFile");
            return new Mutant(Boolean.parseBoolean(e.getAttribute("detected")), "%s:%s %s: %s (%s)".formatted(file,
                    text(e, "lineNumber"), text(e, "mutatedMethod"), text(e, "description"),
                    e.getAttribute("status").toLowerCase()));
        }

        private static String text(Element e, String child) {
            return e.getElementsByTagName(child).item(0).getTextContent();
        }
    }

    private MutationScore() {
    }

    /** @param args least score in percent, then packages; exit 1 if one is below it */
    public static void main(String[] args) throws IOException, ParserConfigurationException, SAXException {
        int least = Integer.parseInt(args[0]);
        boolean reached = true;
        for (String name : Arrays.asList(args).subList(1, args.length)) {
            Path folder = Path.of("target", "mutation", name);
            List<Mutant> mutants = read(folder.resolve("mutations.xml"));
            long noticed = mutants.stream().filter(Mutant::noticed).count();
            double score = mutants.isEmpty() ? 100 : 100.0 * noticed / mutants.size();
            reached &= score >= least;
            Files.write(folder.resolve("survivors.txt"), (Iterable<String>) lines(mutants)::iterator);
            System.out.printf(
                    "%-10s %5.1f %%  (%d of %d faults noticed; at least %d %% wanted)%n",
                    name, score, noticed, mutants.size(), least);
        }
        System.exit(reached ? 0 : 1);
    }

    private static Stream<String> lines(List<Mutant> mutants) {
        return mutants.stream().filter(m -> !m.noticed()).map(Mutant::line).sorted();
    }

    private static List<Mutant> read(Path report) throws IOException, ParserConfigurationException, SAXException {
        NodeList found = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile())
                .getElementsByTagName("mutation");
        return Stream.iterate(0, i -> i < found.getLength(), i -> i + 1)
                .map(i -> Mutant.of((Element) found.item(i)))
                .toList();
    }
}
