package stillroom.index.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENGLISH    | The tenant shall pay the rent on the first day of each month.",
                "GERMAN     | Der Mieter zahlt die Miete am ersten Tag eines jeden Monats.",
                "FRENCH     | Le locataire paie le loyer le premier jour de chaque mois.",
                "SPANISH    | El inquilino paga la renta el primer día de cada mes.",
                "ITALIAN    | Il conduttore paga il canone il primo giorno di ogni mese.",
                "PORTUGUESE | O inquilino não paga a renda que foi pedida até ao fim do mês.",
                "DUTCH      | De huurder betaalt de huur op de eerste dag van elke maand.",
                "RUSSIAN    | Он не был в доме, когда мы туда пришли.",
                "OTHER      | 4711 0815 INV-2024-03 1.299,00 EUR",
                "OTHER      | ''",
            })
    void isThatOfMostFunctionWords(Language language, String text) {
        assertThat(Language.of(text)).isEqualTo(language);
    }
}
