package org.whittle.study;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stop rules as text: what the ledger remembers of those under which a search ended, to tell whether it may go on under
 * others. It names the settings that are not off, so no upgrade changes it:
 * {@code stop.epochs = 20, stop.target = 0.96}.
 */
final class StopRulesText {

    /** Of no rules. */
    private static final String NONE = "none";

    /**
     * Before format 2 it was the text of a Java record, with these components; an empty one is {@code Optional….empty}.
     */
    private static final Pattern EARLIER =
            Pattern.compile("StopRules\\[trials=(?<trials>\\S+?), epochs=(?<epochs>\\S+?), "
                    + "wallTime=(?<time>\\S+?), target=(?<target>\\S+?), "
                    + "plateau=(?:Optional\\.empty|Optional\\[Plateau\\[trials=(?<since>\\d+), "
                    + "epsilon=(?<epsilon>\\S+?)]])"
                    + "(?:, regret=(?<regret>\\S+?))?]");

    private static final Pattern PRESENT = Pattern.compile("Optional(?:Int|Long|Double)?\\[(.+)]");

    private StopRulesText() {
    }

    static String of(StopRules rules) {
        List<String> text = new ArrayList<>();
        rules.trials().ifPresent(n -> add(text, "trials", Integer.toString(n)));
        rules.epochs().ifPresent(n -> add(text, "epochs", Long.toString(n)));
        rules.wallTime().ifPresent(time -> add(text, "wall-time", time.toMillis() + " ms"));
        rules.target().ifPresent(target -> add(text, "target", number(target)));
        rules.plateau().ifPresent(plateau -> {
            add(text, "plateau.trials", Integer.toString(plateau.trials()));
            add(text, "plateau.epsilon", number(plateau.epsilon()));
        });
        rules.regret().ifPresent(regret -> add(text, "regret.below", number(regret)));
        rules.marginal().ifPresent(marginal -> {
            add(text, "marginal.gain", number(marginal.gain()));
            add(text, "marginal.per", marginal.per().text());
        });
        if (rules.finalists() > 0) {
            add(text, "finalists", Integer.toString(rules.finalists()));
        }
        return text.isEmpty() ? NONE : String.join(", ", text);
    }

    /**
     * Whether the rules are those that were recorded.
     *
     * @param recorded by any release; empty where it recorded none: then a search that has ended stays so
     */
    static boolean same(String recorded, StopRules rules) {
        return recorded.isEmpty() || today(recorded).equals(of(rules));
    }

    private static String today(String recorded) {
        Matcher earlier = EARLIER.matcher(recorded);
        if (!earlier.matches()) {
            return recorded;
        }
        List<String> text = new ArrayList<>();
        present(earlier.group("trials"), "trials", text);
        present(earlier.group("epochs"), "epochs", text);
        Matcher time = PRESENT.matcher(earlier.group("time"));
        if (time.matches()) {
            add(text, "wall-time", Duration.parse(time.group(1)).toMillis() + " ms");
        }
        present(earlier.group("target"), "target", text);
        if (earlier.group("since") != null) {
            add(text, "plateau.trials", earlier.group("since"));
            add(text, "plateau.epsilon", number(Double.parseDouble(earlier.group("epsilon"))));
        }
        if (earlier.group("regret") != null) {
            present(earlier.group("regret"), "regret.below", text);
        }
        return text.isEmpty() ? NONE : String.join(", ", text);
    }

    private static void present(String optional, String setting, List<String> text) {
        Matcher present = PRESENT.matcher(optional);
        if (present.matches()) {
            String value = present.group(1);
            add(text, setting, value.matches("-?\\d+") ? value : number(Double.parseDouble(value)));
        }
    }

    private static void add(List<String> text, String setting, String value) {
        text.add("stop." + setting + " = " + value);
    }

    /** The exact value, written in one way only: how Java shortens numbers has changed between versions. */
    private static String number(double value) {
        return value == 0 ? "0" : new BigDecimal(value).stripTrailingZeros().toString();
    }
}
