package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperbandTest {

    @Test
    void bracketsForR81AndEta3AreThoseOfThePapersTable1() {
        assertThat(table(1, 81, 3)).containsExactly(
                "81×1 27×3 9×9 3×27 1×81",
                "27×3 9×9 3×27 1×81",
                "9×9 3×27 1×81",
                "6×27 2×81",
                "5×81");
    }

    @Test
    void bracketsForR27AndEta3() {
        assertThat(table(1, 27, 3)).containsExactly("27×1 9×3 3×9 1×27", "9×3 3×9 1×27", "6×9 2×27", "4×27");
    }

    @Test
    void bracketsForR16AndEta4() {
        assertThat(table(1, 16, 4)).containsExactly("16×1 4×4 1×16", "4×4 1×16", "3×16");
    }

    @Test
    void bracketsForR8AndEta2() {
        assertThat(table(1, 8, 2)).containsExactly("8×1 4×2 2×4 1×8", "4×2 2×4 1×8", "4×4 2×8", "4×8");
    }

    @Test
    void rThatIsNoPowerOfEtaIsDividedDownToWholeEpochs() {
        assertThat(table(1, 100, 3)).containsExactly(
                "81×1 27×3 9×11 3×33 1×100",
                "27×3 9×11 3×33 1×100",
                "9×11 3×33 1×100",
                "6×33 2×100",
                "5×100");
        assertThat(table(1, 26, 3)).containsExactly("9×2 3×8 1×26", "3×8 1×26", "3×26");
    }

    @Test
    void aMinimumShortensTheLadder() {
        assertThat(table(3, 27, 3)).containsExactly("9×3 3×9 1×27", "3×9 1×27", "3×27");
        assertThat(table(4, 27, 3)).containsExactly("3×9 1×27", "2×27");
        assertThat(table(5, 52, 3)).containsExactly("9×5 3×17 1×52", "3×17 1×52", "3×52");
    }

    @Test
    void withoutRoomForACutOneConfigurationIsTrainedInFull() {
        assertThat(table(1, 1, 3)).containsExactly("1×1");
        assertThat(table(1, 2, 3)).containsExactly("1×2");
        assertThat(table(10, 27, 3)).containsExactly("1×27");
    }

    @Test
    void etaMayBeAsLargeAsR() {
        assertThat(table(1, 9, 9)).containsExactly("9×1 1×9", "2×9");
    }

    @ParameterizedTest
    @CsvSource({
        "1,2147483647,2",
        "1,2147483647,3",
        "1,1000000000,10",
        "7,2147483646,2147483647",
        "2147483647,2147483647,2"
    })
    void theLargestNumbersDoNotOverflow(int minEpochs, int maxEpochs, int eta) {
        List<BracketPlan> brackets = new Hyperband(minEpochs, maxEpochs, eta, 1).brackets(0, 1);

        assertThat(brackets).allSatisfy(b -> {
            assertThat(b.rungs().get(0).epochs()).isGreaterThanOrEqualTo(minEpochs);
            assertThat(b.rungs().get(b.rungs().size() - 1).epochs()).isEqualTo(maxEpochs);
        });
    }

    // Floating logarithms are off by one at powers: log(125) / log(5) = 3.0000000000000004, log(243) / log(3) = 4.999….
    @Test
    void everyPowerOfEtaHasItsOwnRung() {
        for (int eta = 2; eta <= 10; eta++) {
            long maxEpochs = 1;
            for (int cuts = 0; maxEpochs <= 100_000; cuts++, maxEpochs *= eta) {
                assertThat(new Hyperband(1, (int) maxEpochs, eta, 1).brackets(0, 1)).as("%s^%s", eta, cuts)
                        .hasSize(cuts + 1);
                if (maxEpochs > 1) {
                    assertThat(new Hyperband(1, (int) maxEpochs - 1, eta, 1).brackets(0, 1)).hasSize(cuts);
                }
            }
        }
    }

    @Test
    void settingsThatCannotBeAreRefusedWithAProposal() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Hyperband(1, 27, 1, 1)).withMessage(
                "The eta (1) must be at least 2. Maybe set search.eta = 3.");
        assertThatIllegalArgumentException().isThrownBy(() -> new Hyperband(1, 0, 3, 1)).withMessageContaining(
                "max-epochs (0)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Hyperband(0, 27, 3, 1)).withMessageContaining(
                "Maybe set search.min-epochs = 1.");
        assertThatIllegalArgumentException().isThrownBy(() -> new Hyperband(28, 27, 3, 1)).withMessage(
                "The min-epochs (28) must not be above the max-epochs (27). "
                        + "Maybe set search.min-epochs = 1.");
        assertThatIllegalArgumentException().isThrownBy(() -> new Hyperband(1, 27, 3, 0)).withMessageContaining(
                "iterations (0)");
    }

    private static List<String> table(int minEpochs, int maxEpochs, int eta) {
        return new Hyperband(minEpochs, maxEpochs, eta, 1).brackets(0, 1).stream().map(Reports::table).toList();
    }
}
