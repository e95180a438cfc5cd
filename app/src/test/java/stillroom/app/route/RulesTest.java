package stillroom.app.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.app.route.Decision.Verdict;
import stillroom.app.route.Rules.Lift;
import stillroom.app.sensitive.Sensitive;

class RulesTest {

    private static final Set<Sensitive> NOTHING = Set.of();

    @Test
    void theFirstRuleThatAppliesSpeaks() throws Exception {
        var rules = Rules.parse("a: local when words > 5\nb: cloud when words > 2\nc: local\n");
        assertThat(rules.decide(facts("one two three"), NOTHING, Lift.NONE))
                .returns(Verdict.CLOUD, Decision::verdict)
                .returns("b", Decision::rule)
                .returns("3 words are over 2", Decision::reason);
        assertThat(rules.decide(facts("1 2 3 4 5 6"), NOTHING, Lift.NONE).rule()).isEqualTo("a");
        assertThat(rules.decide(facts("one"), NOTHING, Lift.NONE).rule()).isEqualTo("c");
    }

    @Test
    void neverWinsWhereverItStands() throws Exception {
        var rules =
                Rules.parse(
                        """
                        all: cloud
                        jones: never when label "matter Jones"
                        cases: never when folder "/home/ada/Cases"
                        one: never when document 0123abc
                        """);
        for (var facts :
                List.of(
                        new Facts(null, Set.of("matter Jones"), List.of(), "x", 1, 9_000),
                        new Facts(
                                null,
                                Set.of(),
                                List.of(Path.of("/home/ada/Cases/a/b.pdf")),
                                "x",
                                1,
                                9_000),
                        new Facts("0123abcdef", Set.of(), List.of(), "x", 1, 9_000))) {
            for (var lift : Lift.values()) {
                assertThat(rules.decide(facts, NOTHING, lift).verdict()).isEqualTo(Verdict.NEVER);
            }
        }
        assertThat(
                        rules.decide(
                                        new Facts(
                                                "9",
                                                Set.of("other"),
                                                List.of(Path.of("/home/ada/Cases2/b.pdf")),
                                                "x",
                                                1,
                                                9_000),
                                        NOTHING,
                                        Lift.NONE)
                                .verdict())
                .isEqualTo(Verdict.CLOUD);
    }

    @Test
    void whatIsSensitiveStaysUnlessTheUserLiftsIt() throws Exception {
        var rules = Rules.parse("s: local when sensitive iban card\nall: cloud\n");
        var facts = facts("text");
        assertThat(rules.decide(facts, Set.of(Sensitive.IBAN, Sensitive.NAME), Lift.NONE))
                .returns(Verdict.LOCAL, Decision::verdict)
                .returns("s", Decision::rule)
                .returns("found: iban", Decision::reason);
        assertThat(rules.decide(facts, Set.of(Sensitive.IBAN), Lift.SENSITIVE).verdict())
                .isEqualTo(Verdict.CLOUD);
        assertThat(rules.decide(facts, Set.of(Sensitive.NAME), Lift.NONE).verdict())
                .isEqualTo(Verdict.CLOUD);
    }

    @Test
    void conditionsOfARuleHoldTogether() throws Exception {
        var rules = Rules.parse("x: cloud when script not latin and words > 1 and memory < 100\n");
        assertThat(rules.decide(facts("слово за слово"), NOTHING, Lift.NONE).verdict())
                .isEqualTo(Verdict.LOCAL);
        var poor = new Facts(null, Set.of(), List.of(), "слово за слово", 1, 50);
        assertThat(rules.decide(poor, NOTHING, Lift.NONE))
                .returns(Verdict.CLOUD, Decision::verdict)
                .returns("x", Decision::rule)
                .returns(
                        "is not in Latin script, 3 words are over 1, 50 MB of memory are under 100",
                        Decision::reason);
    }

    @Test
    void theUsualRulesAreWrittenForTheUserToChange(@TempDir Path library) throws Exception {
        var rules = Rules.load(library);
        assertThat(rules.decide(facts("short"), NOTHING, Lift.NONE).verdict())
                .isEqualTo(Verdict.LOCAL);
        assertThat(rules.decide(facts("word ".repeat(5_000)), NOTHING, Lift.NONE).rule())
                .isEqualTo("long");
        assertThat(
                        rules.decide(
                                        facts("word ".repeat(5_000)),
                                        Set.of(Sensitive.EMAIL),
                                        Lift.NONE)
                                .rule())
                .isEqualTo("sensitive");
        Files.writeString(library.resolve("rules.txt"), "mine: never\n");
        assertThat(Rules.load(library).decide(facts("x"), NOTHING, Lift.NONE).rule())
                .isEqualTo("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: perhaps",
                "a cloud",
                "a: cloud when moon is full",
                "a: cloud when words > many",
                "a: cloud when words > 3 and",
                "a: local when sensitive secrets",
                "a: never when label unquoted"
            })
    void aLineThatIsNoRuleIsToldOfAndNothingLeaves(String line) {
        assertThatThrownBy(() -> Rules.parse("# fine\n" + line + "\n"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Line 2 of rules.txt");
    }

    private static Facts facts(String text) {
        return new Facts(null, Set.of(), List.of(), text, 1, 9_000);
    }
}
