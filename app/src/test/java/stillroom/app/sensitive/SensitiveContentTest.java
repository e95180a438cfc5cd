package stillroom.app.sensitive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensitiveContentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EMAIL|Write to jane.roe+x@mail.example.org today|jane.roe+x@mail.example.org",
                "IBAN|pay to DE89 3704 0044 0532 0130 00 now|DE89 3704 0044 0532 0130 00",
                "IBAN|GB82WEST12345698765432|GB82WEST12345698765432",
                "CARD|card 4111 1111 1111 1111, thanks|4111 1111 1111 1111",
                "CARD|378282246310005|378282246310005",
                "IDENTITY|SSN 123-45-6789.|123-45-6789",
                "IDENTITY|NI number QQ 12 34 56 C|",
                "IDENTITY|NI number AB 12 34 56 C|AB 12 34 56 C",
                "IDENTITY|Steuer-ID 86095742719|86095742719",
                "IDENTITY|PESEL 44051401359|44051401359",
                "IDENTITY|NIR 2 55 08 14 168 025 38|2 55 08 14 168 025 38",
                "IDENTITY|AHV 756.9217.0769.85|756.9217.0769.85",
                "IDENTITY|DNI 12345678Z|12345678Z",
                "IDENTITY|CF RSSMRA85T10A562S|RSSMRA85T10A562S",
                "IDENTITY|Rentenversicherung 15 070649 C 103|15 070649 C 103",
                "IDENTITY|SVNR 1237 010180|1237 010180",
                "IDENTITY|order 1237 010180|",
                "IDENTITY|BSN: 111222333|111222333",
                "IDENTITY|case 111222333|",
                "IDENTITY|RN 85.07.30-033.28|85.07.30-033.28",
                "IDENTITY|85.07.30-033.29|",
                "IDENTITY|personnummer 811228-9874|811228-9874",
                "IDENTITY|811228-9875|",
                "IDENTITY|CPR-nr. 211062-5629|211062-5629",
                "IDENTITY|henkilötunnus 131052-308T|131052-308T",
                "IDENTITY|rodné číslo 710319/2745|710319/2745",
                "IDENTITY|PPS No 6433435F|6433435F",
                "IDENTITY|CPF 390.533.447-05|390.533.447-05",
                "IDENTITY|390.533.447-06|",
                "IDENTITY|SIN 046 454 286|",
                "IDENTITY|Social insurance number 123-456-782|123-456-782",
                "IDENTITY|Aadhaar 2341 2341 2346|2341 2341 2346",
                "IDENTITY|Aadhaar 2341 2341 2347|",
                "IDENTITY|11010519491231002X|11010519491231002X",
                "IDENTITY|NHS number 943 476 5919|943 476 5919",
                "IDENTITY|NHS number 943 476 5918|",
                "IDENTITY|NIF 123456789|123456789",
                "IDENTITY|Tax file number 123 456 782|123 456 782",
                "BIRTH|Data di nascita: 3/5/1961|3/5/1961",
                "NAME|Yesterday Mary O'Brien called|Mary O'Brien",
                "BIRTH|She was born on 3 May 1961 in Ulm|3 May 1961",
                "BIRTH|DOB: 03/05/1961|03/05/1961",
                "BIRTH|geb. 3.5.1961|3.5.1961",
                "PHONE|ring 09061104283 now|09061104283",
                "PHONE|call +49 711 123 4567|+49 711 123 4567",
                "PHONE|(415) 555-2671 or|(415) 555-2671",
                "PHONE|Tel: 0711 1234567|0711 1234567",
                "PHONE|ring +1 415 555 2671 today|+1 415 555 2671",
                "PHONE|oder 0049 711 1234567.|0049 711 1234567",
                "PHONE|oder +49 (0)711 1234-567.|+49 (0)711 1234-567",
                "PHONE|+33 6 12 34 56 78|+33 6 12 34 56 78",
                "PHONE|+34 612 345 678|+34 612 345 678",
                "PHONE|+44 20 7946 0958|+44 20 7946 0958",
                "PHONE|+442079460958|+442079460958",
                "PHONE|at 415-555-2671.|415-555-2671",
                "PHONE|at 415.555.2671|415.555.2671",
                "PHONE|at 1-800-555-0199|1-800-555-0199",
                "PHONE|at (415) 555 2671|(415) 555 2671",
                "PHONE|phone 4155552671|4155552671",
                "PHONE|Phone: 415 555 2671 301 Main Street|415 555 2671",
                "PHONE|phone : 713 - 555 - 2671|713 - 555 - 2671",
                "PHONE|fax # 713 / 555 - 2671|713 / 555 - 2671",
                "PHONE|appelez le 01 23 45 67 89 vite|01 23 45 67 89",
                "PHONE|01.23.45.67.89|01.23.45.67.89",
                "PHONE|le 0612345678|0612345678",
                "PHONE|info: 07946746291/07880867867|07880867867",
                "PHONE|00 01 02 03 04 05 06 07 08 09|",
                "PHONE|Chile,229.077.5154,|229.077.5154",
                "PHONE|Téléphone : 0142681234|0142681234",
                "PHONE|llame al 612 34 56 78|612 34 56 78",
                "PHONE|móvil: 612345678|612345678",
                "PHONE|Teléfono 912 345 678|912 345 678",
                "PHONE|Call 020 7946 0958|020 7946 0958",
                "PHONE|on 07700 900123|07700 900123",
                "PHONE|on 07700900123|07700900123",
                "PHONE|unter 0711/1234567 oder|0711/1234567",
                "PHONE|unter (0711) 12 34 56|(0711) 12 34 56",
                "PHONE|unter 0711 123456-78|0711 123456-78",
                "PHONE|unter 030 123456-0|030 123456-0",
                "PHONE|Handynummer 0171 1234567|0171 1234567",
                "PHONE|mobil 015112345678|015112345678",
                "PHONE|Hauptstr. 12 0711 1234567|0711 1234567",
                "PHONE|Order hotline: 0800 123 4567|0800 123 4567",
                "PHONE|on contract 012-41500-02-015|",
                "PHONE|meter 57 012 - 41500 - 02 - 015 /|",
                "PHONE|the contract numbers are 078-86978-101|",
                "PHONE|contract # 0711 1234567|",
                "PHONE|Kunden-Nr.: 0711 1234567|",
                "PHONE|Rechnungsnummer 0171123456|",
                "PHONE|N° de facture 0612345678|",
                "PHONE|facture n° 0612345678|",
                "PHONE|account # 0085201238|",
                "PHONE|ISBN 0471958697|",
                "PHONE|Knuth 0201896834, Addison|",
                "PHONE|sum 0.065 608779 more|",
                "PHONE|color #006600 or 00534580|",
                "PHONE|Exxon Mobil: 226713|",
                "PHONE|mobile 2000-2003|",
                "PHONE|+12 345|",
                "PHONE|028 27099 201 028 27099 202|",
                "CARD|3782 822463 10005|3782 822463 10005",
                "CARD|6011 1111 1111 1117|6011 1111 1111 1117",
                "CARD|4222222222222|4222222222222",
                "CARD|column 300 9724 24 10 9687 20|",
                "CARD|ref 695637812502812|",
                "IDENTITY|contracts 27099 203 028|",
                "NAME|Then Mr. John Q. Smith left|John Q. Smith",
                "NAME|Frau Dr. Anna Müller-Lüdenscheidt kam|Anna Müller-Lüdenscheidt"
            })
    void isFound(Sensitive kind, String text, String words) {
        var found =
                SensitiveContent.findings(text).stream()
                        .filter(each -> each.kind() == kind)
                        .map(each -> text.substring(each.start(), each.end()))
                        .toList();
        if (words == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).contains(words);
        }
    }

    @Test
    void namesNearWordsOfMedicineAndTheCourtsAreToldApart() {
        assertThat(counts("Mrs Ann Miller was treated for hepatitis."))
                .isEqualTo(Map.of(Sensitive.NAME, 1, Sensitive.MEDICAL, 1));
        assertThat(counts("The defendant, Robert Crane, was convicted. Crane's appeal failed."))
                .isEqualTo(Map.of(Sensitive.NAME, 2, Sensitive.LEGAL, 2));
        assertThat(
                        counts(
                                "Robert Crane painted the fence. "
                                        + "He liked green. ".repeat(8)
                                        + "The court was closed."))
                .isEqualTo(Map.of(Sensitive.NAME, 1));
    }

    @Test
    void marksWithNothingWhatIsOrdinary() {
        assertThat(counts("Hepatitis is treated in a hospital; the court sits on Monday."))
                .isEmpty();
        assertThat(Sensitive.NAME.marks()).isFalse();
        assertThat(Sensitive.IBAN.marks()).isTrue();
    }

    /// Forms that try again and again on long runs would take minutes, or overflow the stack.
    @Test
    void takesLongRunsOfAnything() {
        for (var run : new String[] {"a.", "1 ", "1", "Aa ", "Aa-", "+1 (2)", "A1", "@a."}) {
            var text = run.repeat(100_000);
            Assertions.assertTimeout(
                    Duration.ofSeconds(20),
                    () -> counts("Mr " + text + " born on 1.1.1961 " + text),
                    run);
        }
    }

    private static Map<Sensitive, Integer> counts(String text) {
        return SensitiveContent.counts(text, SensitiveContent.findings(text));
    }
}
