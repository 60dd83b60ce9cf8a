package org.whittle.config.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Block;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.config.Studies;
import org.whittle.config.StudyFile;
import org.whittle.net.InputShape;
import org.whittle.net.kind.BlockKind;
import org.whittle.net.kind.TorchScriptKind;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.score.block.BlockProvider;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** {@code network.kind = block}: a class of a jar, and what it declares. */
class BlockTest {

    private static final String BLOCK = Studies.DATA + "network { kind = block, class = %s }\n";
    private static final String FUNNEL = BLOCK.formatted("com.example.Funnel");

    /** Declares what clashes. */
    public static final class Clashing implements BlockProvider {
        @Override
        public List<Setting<?>> settings() {
            return List.of(Setting.whole("units", 1, 5, 2, "Something else"), Setting.flag("a.b", true, "No name"));
        }

        @Override
        public Block block(Values values, InputShape input, int outputs) {
            throw new IllegalStateException();
        }
    }

    /** Cannot say what it reads. */
    public static final class Mute implements BlockProvider {
        @Override
        public List<Setting<?>> settings() {
            throw new IllegalStateException("not today");
        }

        @Override
        public Block block(Values values, InputShape input, int outputs) {
            throw new IllegalStateException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.Funnel", "funnel"})
    void whatItDeclaresIsTunedAndSetBesideTrainings(String name) {
        StudySpec spec = Studies.read(BLOCK.formatted(name) + "network.parameters.narrowing = 0.7\n"
                + "space { width {}, learning-rate {} }, training.dropout = 0.2");

        assertThat(spec.network()).isEqualTo(new BlockKind("com.example.Funnel",
                new java.util.TreeSet<>(List.of("width", "narrowing", "dropout"))));
        assertThat(spec.training()).containsEntry("width", 32).containsEntry("narrowing", 0.7)
                .containsEntry("dropout", 0.2);
        assertThat(spec.space().dimension("width").orElseThrow().parameter()).isInstanceOf(IntegerParameter.class)
                .extracting(p -> p.fromUnit(1)).isEqualTo(64);
        assertThat(spec.space().dimension("learning-rate").orElseThrow().parameter())
                .isInstanceOf(RealParameter.class);
        assertThat(spec.resolved()).containsEntry("network.class", "\"com.example.Funnel\"");
    }

    @Test
    void aRecordLoadsNoClassAndKnowsAll() {
        StudySpec spec = Studies.read(FUNNEL + "space { width {}, narrowing { low = 0.4, high = 1.0 } }\n"
                + "network.parameters.narrowing = 1.0");
        java.util.TreeMap<String, String> recorded = new java.util.TreeMap<>(spec.resolved());
        recorded.put("network.class", "\"com.example.NotThere\"");

        StudySpec rebuilt = StudyFile.rebuild(recorded, EarlierFormats.FORMAT);

        assertThat(rebuilt.resolved()).isEqualTo(recorded);
        assertThat(rebuilt.space()).isEqualTo(spec.space());
        assertThat(rebuilt.training()).isEqualTo(spec.training());
        assertThat(((BlockKind) rebuilt.network()).type()).isEqualTo("com.example.NotThere");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "network { kind = block } | network.class is missing; write the class that makes the network, such as "
                + "network.class = com.example.MyNet, and ship its jar: -- --jars my.jar",
        "network { kind = block, class = com.example.Nobody } | network.class = com.example.Nobody: there is no such "
                + "class, or it is no org.whittle.score.block.BlockProvider; ship its jar: -- --jars my.jar",
        "network { kind = block, class = com.example.Spiral } | network.class = com.example.Spiral: there is no such "
                + "class, or it is no org.whittle.score.block.BlockProvider; ship its jar: -- --jars my.jar",
        "network { kind = mlp, class = com.example.Funnel } | network.class is of network.kind = block, and "
                + "network.kind is mlp; leave it out, or write network.kind = block",
        "network { kind = block, class = funnel, space = small } | network.space = small, but what is tuned of a block "
                + "is yours to say; write none",
        "network { kind = block, class = funnel, parameters { widht = 3 } } | network.parameters.widht is nothing that "
                + "com.example.Funnel reads: that is narrowing, width; leave it out",
        "network { kind = block, class = funnel, parameters { dropout = 0.1 } } | network.parameters.dropout is a "
                + "hyperparameter of training; write training.dropout",
        "network { kind = block, class = funnel, parameters { width = 0 } } | network.parameters.width = 0 is not a "
                + "whole number from 1 to 4096; write 1",
        "network { kind = block, class = funnel }, space.width { low = 0, high = 9 } | space.width.low = 0 is not a "
                + "whole number from 1 to 4096; write 1",
        "network { kind = block, class = funnel }, space.units {} | space.units has no effect: network.kind is block, "
                + "and only mlp or convolutional has it; leave it out"})
    void whatIsWrongIsToldInALine(String file, String problem) {
        assertThat(Studies.problems(Studies.DATA + file + "\nspace.learning-rate {}"))
                .singleElement()
                .asString()
                .contains(problem);
    }

    private static String modules() {
        return "src/test/resources/org/whittle/train/brought/";
    }

    @Test
    void aModuleIsNamedByItsFile() {
        StudySpec spec = Studies.read(Studies.DATA + "network { kind = torchscript, path = \"%sscripted.pt\" }\n"
                .formatted(modules()) + "space.learning-rate {}");

        String path = Path.of(modules()).toAbsolutePath().resolve("scripted.pt").toString();
        assertThat(spec.network()).isEqualTo(new TorchScriptKind(path));
        assertThat(spec.resolved()).containsEntry("network.path", "\"" + path + "\"");
        assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT).resolved()).isEqualTo(spec.resolved());
        assertThat(Studies.read(Studies.DATA + "network { kind = torchscript, path = \"hdfs:///net.pt\" }\n"
                + "space.learning-rate {}").network()).isEqualTo(new TorchScriptKind("hdfs:///net.pt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind = torchscript | network.path is missing; write the file of the module, such as network.path = "
                        + "\"net.pt\"",
                "kind = torchscript, path = nowhere.pt | network.path = nowhere.pt: there is no such file; write "
                        + "where the module "
                        + "is",
                "kind = torchscript, path = \"MODULESstate-dict.pt\" | holds no TorchScript: it is a state dict, or "
                        + "what torch.save "
                        + "or torch.export write; save the module itself, by torch.jit.script(model).save(\"net.pt\")",
                "kind = torchscript, path = \"MODULESexported.pt2\" | holds no TorchScript: it is ",
                "kind = torchscript, path = \"MODULESmodules.py\" | holds no TorchScript: it is no zip, or a damaged "
                        + "one; save the "
                        + "module itself",
                "kind = mlp, path = net.pt | network.path is of network.kind = torchscript, and network.kind is mlp; "
                        + "leave it out, "
                        + "or write network.kind = torchscript",
                "kind = torchscript, path = \"MODULESscripted.pt\" }, training { initialization = xavier | "
                        + "training.initialization has no effect: a module begins with the numbers that it was saved "
                        + "with; leave "
                        + "it out"
            })
    void whatIsNoModuleIsToldInALine(String network, String problem) {
        assertThat(Studies.problems(Studies.DATA + "network { " + network.replace("MODULES", modules()) + " }\n"
                + "space.learning-rate {}")).singleElement().asString().contains(problem);
    }

    @Test
    void aClassThatDeclaresWhatCannotBeIsTold() {
        assertThat(Studies.problems(BLOCK.formatted("\"" + Clashing.class.getName() + "\"") + "space.learning-rate {}"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("it declares units, which is a hyperparameter of training "
                                + "with another meaning; give it another name"))
                .anySatisfy(line -> assertThat(line).contains("it declares 'a.b', which is no name"));
        assertThat(Studies.problems(BLOCK.formatted("\"" + Mute.class.getName() + "\"")
                + "space.learning-rate {}")).singleElement().asString()
                .contains("it does not say what it reads: not today");
    }
}
