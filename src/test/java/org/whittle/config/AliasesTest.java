package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.config.hocon.Aliases;
import org.whittle.study.InputProblem;

class AliasesTest {

    private final Aliases aliases = new Aliases(List.of(new Aliases.Name("search.reduction", "search.eta"),
            new Aliases.Name("hunt", "search")), List.of(new Aliases.Value("search.sampler", "bayes", "gp")));
    private final List<InputProblem> notes = new ArrayList<>();

    @Test
    void oldNamesAreUnderstoodAndThePresentOnesSaid() {
        Config read = read("study.seed = 1\nsearch.reduction = 4\nsearch.sampler = bayes");
        assertThat(read).isEqualTo(ConfigFactory.parseString("study.seed = 1, search { eta = 4, sampler = gp }"));
        assertThat(notes)
                .extracting(InputProblem::text)
                .containsExactly(
                        "a.conf:2: search.reduction is called search.eta now",
                        "a.conf:3: search.sampler = bayes is called gp now");
        assertThat(notes.get(0).line()).isEqualTo(2);
    }

    @Test
    void aGroupMoves() {
        assertThat(read("hunt { eta = 5, sampler = bayes }")).isEqualTo(
                ConfigFactory.parseString("search { eta = 5, sampler = gp }"));
    }

    @Test
    void thePresentNameCounts() {
        assertThat(read("search { reduction = 4, eta = 3 }")).isEqualTo(ConfigFactory.parseString("search.eta = 3"));
        assertThat(notes).hasSize(1);
        notes.clear();
        read("search { eta = 3, sampler = gp }");
        assertThat(notes).isEmpty();
    }

    /** A present name that were an old one of another setting would change meaning for ever. */
    @Test
    void noPresentNameIsAnOldOne() {
        assertThat(Aliases.KNOWN.names()).allSatisfy(name ->
                assertThat(StudyFile.reference().hasPathOrNull(name.old())).as(name.toString()).isFalse());
    }

    private Config read(String text) {
        return aliases.present(ConfigFactory.parseString(text,
                ConfigParseOptions.defaults().setOriginDescription("a.conf")).root(), notes::add).toConfig();
    }
}
