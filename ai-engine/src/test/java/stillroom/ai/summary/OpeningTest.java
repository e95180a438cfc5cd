package stillroom.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It raised the rent.",
                "\u201cThey left early,\u201d she said.",
                "Because of this, the rent rose.",
                "Some of them left the house.",
                "With such a contract the tenant is safe.",
                "In that case the landlord pays.",
                "Er zahlt die Miete für das Haus.",
                "Diese Regelung gilt auch für den Keller.",
                "Deshalb wird die Miete nicht erhöht.",
                "Dadurch steigt die Miete mit dem Index.",
                "Elle paie le loyer de la maison.",
                "Cette clause est valable pour la maison.",
                "C\u2019est le prix de la maison.",
                "Esta cláusula es válida para la casa.",
                "Ellos pagan el alquiler de la casa.",
            })
    void knowsSentencesThatNeedTheOneBefore(String sentence) {
        assertThat(Opening.of(sentence).dangling()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It is clear that the rent will rise.",
                "This agreement begins in May.",
                "In this paper we show how rents rise.",
                "Both the tenant and the landlord agree.",
                "Ella Fitzgerald sang in the house.",
                "Es gibt zwei Zimmer und eine Küche in der Wohnung.",
                "Dieser Vertrag wird für drei Jahre geschlossen und ist fest.",
                "Il est possible de louer la maison pour une semaine.",
                "Ce contrat est conclu pour la durée de trois ans.",
                "Este contrato es válido por tres años en la ciudad.",
                "The tenant pays the rent.",
            })
    void knowsSentencesThatStandAlone(String sentence) {
        assertThat(Opening.of(sentence).dangling()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "However, the rent rose.|the rent rose.",
                "As mentioned above, the rent rose.|the rent rose.",
                "Cependant, le loyer augmente.|le loyer augmente.",
                "Sin embargo, el alquiler sube.|el alquiler sube.",
                "Aber die Miete steigt.|die Miete steigt.",
                "The rent rose.|The rent rose.",
            })
    void knowsWhichConnectiveCanGo(String sentence, String rest) {
        assertThat(sentence.substring(Opening.of(sentence).connective())).isEqualTo(rest);
    }
}
