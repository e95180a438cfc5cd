package stillroom.index.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FusionTest {

    @Test
    void ranksFirstWhatIsGoodInBothWays() {
        Map<String, Double> fused =
                Fusion.fuse(
                        Map.of("words", 10f, "both", 9f),
                        Map.of("words", 0.5f, "both", 0.79f, "meaning", 0.8f),
                        0.5);

        assertThat(fused.get("both"))
                .isGreaterThan(fused.get("words"))
                .isGreaterThan(fused.get("meaning"));
        assertThat(fused.values()).allSatisfy(score -> assertThat(score).isBetween(0.0, 1.0));
    }

    @Test
    void keepsTheOrderOfOneKindWhenTheOtherHasNothing() {
        Map<String, Double> words = Fusion.fuse(Map.of("a", 3f, "b", 2f), Map.of(), 0.5);
        Map<String, Double> meaning = Fusion.fuse(Map.of(), Map.of("a", 0.9f, "b", 0.2f), 0.5);

        assertThat(words.get("a")).isGreaterThan(words.get("b"));
        assertThat(meaning.get("a")).isGreaterThan(meaning.get("b"));
    }

    @Test
    void judgesWhatHasNoVectorYetByItsWords() {
        Map<String, Double> fused =
                Fusion.fuse(Map.of("new", 10f, "old", 1f), Map.of("old", 0.6f, "other", 0.5f), 0.5);

        assertThat(fused.get("new")).isEqualTo(1);
        assertThat(fused.get("old")).isLessThan(1);
    }

    @Test
    void givesEqualsTheSame() {
        assertThat(Fusion.fuse(Map.of(), Map.of("a", 0.5f, "b", 0.5f), 0.5).values())
                .containsExactly(1.0, 1.0);
    }

    @Test
    void trustsMeaningThatStandsOutAndWordsThatAreThere() {
        double neither = Fusion.meaning(1, 0.4, 1);

        assertThat(Fusion.meaning(1.6, 0.4, 1)).isGreaterThan(neither + 0.2);
        assertThat(Fusion.meaning(0.8, 0.4, 1)).isLessThan(neither - 0.1);
        assertThat(Fusion.meaning(1, 0.05, 1)).isGreaterThan(neither + 0.2);
        assertThat(Fusion.meaning(1, 0, 1)).isBetween(0.0, 1.0);
    }

    @Test
    void trustsMeaningLessWhereItsModelDoesNotKnowTheWords() {
        assertThat(Fusion.meaning(1, 0.6, 6)).isLessThan(Fusion.meaning(1, 0.6, 1) - 0.2);
        assertThat(Fusion.meaning(1, 0.1, 6)).isLessThan(Fusion.meaning(1, 0.1, 1) - 0.2);
    }

    @Test
    void takesAgreementForMoreTheMoreEqualBothCount() {
        assertThat(Fusion.agreement(0.5)).isEqualTo(1);
        assertThat(Fusion.agreement(0.1)).isEqualTo(Fusion.agreement(0.9), within(1e-9));
        assertThat(Fusion.agreement(0.1)).isBetween(0.2, 0.5);
        assertThat(Fusion.agreement(1)).isZero();
    }

    @Test
    void followsTheKindThatCountsMore() {
        var words = Map.of("a", 9f, "b", 3f);
        var cosines = Map.of("a", 0.5f, "b", 0.8f);

        Map<String, Double> byWords = Fusion.fuse(words, cosines, 0.1);
        Map<String, Double> byMeaning = Fusion.fuse(words, cosines, 0.9);

        assertThat(byWords.get("a")).isGreaterThan(byWords.get("b"));
        assertThat(byMeaning.get("b")).isGreaterThan(byMeaning.get("a"));
    }
}
