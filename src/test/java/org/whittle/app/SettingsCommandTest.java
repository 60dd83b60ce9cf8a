package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.whittle.net.Training;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.rate.Step;
import org.whittle.net.setting.Setting;

class SettingsCommandTest {

    @Test
    void aNumberIsToldWithItsDomainItsUsualRangeAndWhatItHasAnEffectWith() {
        assertThat(SettingsCommand.text(Step.DECAY).lines()).containsExactly("decay = 0.9",
                "  Factor γ by which the schedule lowers the learning rate each time.",
                "  It is a number from 0.0 to 1.0; usually tuned in 0.5 to 0.99.",
                "  It has an effect with schedule = step | exponential.");
    }

    @Test
    void aChoiceIsToldWithAllThatCanBeWrittenAndWhatThatReads() {
        assertThat(SettingsCommand.text(Optimizers.SETTING))
                .contains(
                        "optimizer = adam",
                        "    adamw          Adam with decoupled weight decay (Loshchilov and Hutter 2019); with "
                                + "beta1, beta2, epsilon");
    }

    @Test
    void everySettingCanBeTold() {
        for (Setting<?> setting : Training.settings()) {
            assertThat(SettingsCommand.text(setting)).startsWith(setting.key() + " = ").contains(setting.meaning());
        }
    }

    @Test
    void anUnknownNameIsAnErrorWithAProposal() {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();

        assertThat(Whittle.run(new String[] {"settings", "optimiser"}, new PrintStream(errors)))
                .isEqualTo(ExitCode.INPUT);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("optimiser is not a setting of training; write optimizer");
    }
}
