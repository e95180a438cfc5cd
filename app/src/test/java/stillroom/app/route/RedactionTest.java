package stillroom.app.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.app.sensitive.Sensitive;

class RedactionTest {

    private static final long SEED = 20261121;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Section 12.3 applies to 4,500 cases in 2019.",
                "The contract of 12 March 2024 ends on 31.12.2026.",
                "Card 4111 1111 1111 1112 fails the check.",
                "DE89 3704 1144 5532 6130 02 is no account.",
                "Version 1.2.3.4, page 17 of 300, article 86095742718",
                "The drum mr is not a title."
            })
    void whatIsNotSensitiveStays(String text) {
        assertThat(Redaction.redact(text).text()).isEqualTo(text);
    }

    @Test
    void aNameIsWithheldWhereverItComesBack() {
        var redacted =
                Redaction.redact("Dr. Jane Roe signed. Roe paid; Jane Roe left. Roesti stays.");
        assertThat(redacted.text())
                .isEqualTo("Dr. [NAME-1] signed. [NAME-2] paid; [NAME-1] left. Roesti stays.");
        assertThat(redacted.restore("[NAME-2] is [NAME-1]; [NAME-9] is nobody."))
                .isEqualTo("Roe is Jane Roe; [NAME-9] is nobody.");
    }

    @Test
    void aPlaceholderThatStandsInTheTextIsNotUsed() {
        var redacted = Redaction.redact("[EMAIL-1] means a@b.example");
        assertThat(redacted.text()).isEqualTo("[EMAIL-1] means [EMAIL-2]");
        assertThat(redacted.restore(redacted.text())).isEqualTo("[EMAIL-1] means a@b.example");
    }

    /// Nothing that was planted leaves, and answers read right.
    @Test
    void aThousandTextsGoOutWithoutWhatIsSensitiveAndComeBackWhole() {
        var random = new Random(SEED);
        for (int i = 0; i < 1_000; i++) {
            var planted = new ArrayList<String>();
            var text = text(random, planted);
            var redacted = Redaction.redact(text);
            var told = "seed " + SEED + ", text " + i + ": " + text;
            for (var secret : planted) {
                assertThat(redacted.text()).as(told).doesNotContain(secret);
            }
            assertThat(redacted.restore(redacted.text())).as(told).isEqualTo(text);
            // An answer that speaks of all of them, in another order.
            var marks = new ArrayList<>(redacted.originals().keySet());
            marks.sort(null);
            Collections.shuffle(marks, random);
            var answer = redacted.restore("About " + String.join(" and ", marks) + ".");
            for (var mark : marks) {
                assertThat(answer).as(told).doesNotContain(mark);
            }
            for (var secret : planted) {
                assertThat(answer).as(told).contains(secret);
            }
        }
    }

    private static String text(Random random, List<String> planted) {
        var plain =
                List.of(
                        "The parties agree to the following terms.",
                        "Payment falls due within 30 days of the invoice of 12 March 2024.",
                        "Section 4.2 ($1,250.00) remains in force.",
                        "Die Vertragsparteien vereinbaren Stillschweigen.",
                        "See [1] and [NOTE-3] for details (p. 17).");
        var text = new StringBuilder();
        int sentences = 2 + random.nextInt(6);
        for (int i = 0; i < sentences; i++) {
            text.append(plain.get(random.nextInt(plain.size()))).append(' ');
            if (random.nextInt(3) > 0) {
                var secret = secret(random, text);
                planted.add(secret);
                text.append(random.nextBoolean() ? ". " : ", then. ");
            }
        }
        return text.toString();
    }

    /// Writes a sentence with a secret to the end of a text.
    private static String secret(Random random, StringBuilder text) {
        var names =
                List.of(
                        "Ada Quill",
                        "Ötzi Berger",
                        "Jean-Luc Marchand",
                        "Zoë O'Hara",
                        "Wim Bakker");
        return switch (random.nextInt(8)) {
            case 0 ->
                    put(
                            text,
                            "Write to ",
                            "user"
                                    + random.nextInt(10_000)
                                    + "@mail"
                                    + random.nextInt(99)
                                    + ".example");
            case 1 -> put(text, "Call ", "+49 711 " + (1_000_000 + random.nextInt(8_999_999)));
            case 2 ->
                    put(
                            text,
                            "Call ",
                            "(%03d) 555-%04d"
                                    .formatted(200 + random.nextInt(700), random.nextInt(10_000)));
            case 3 -> put(text, "Pay to ", iban(random));
            case 4 -> put(text, "Charge ", card(random));
            case 5 ->
                    put(
                            text,
                            "SSN ",
                            "%03d-%02d-%04d"
                                    .formatted(
                                            100 + random.nextInt(500),
                                            1 + random.nextInt(99),
                                            1 + random.nextInt(9_999)));
            case 6 ->
                    put(
                            text,
                            "She was born on ",
                            "%d May %d"
                                    .formatted(1 + random.nextInt(28), 1930 + random.nextInt(70)));
            default ->
                    put(
                            text,
                            List.of("Mr. ", "Dr. ", "Frau ", "Mrs ").get(random.nextInt(4)),
                            names.get(random.nextInt(names.size())));
        };
    }

    private static String put(StringBuilder text, String before, String secret) {
        text.append(before).append(secret);
        return secret;
    }

    private static String iban(Random random) {
        var account = "%018d".formatted(random.nextLong(1_000_000_000_000_000_000L));
        var check = 98 - new BigInteger(account + "131400").mod(BigInteger.valueOf(97)).intValue();
        var iban = "DE%02d%s".formatted(check, account);
        return random.nextBoolean() ? iban : iban.replaceAll("(.{4})(?=.)", "$1 ");
    }

    private static String card(Random random) {
        var digits = new StringBuilder("4");
        while (digits.length() < 15) {
            digits.append(random.nextInt(10));
        }
        for (int last = 0; ; last++) {
            var card = digits.toString() + last;
            if (Redaction.redact(card).kinds().contains(Sensitive.CARD)) {
                return random.nextBoolean() ? card : card.replaceAll("(.{4})(?=.)", "$1 ");
            }
        }
    }

    @Test
    void kindsAreTold() {
        assertThat(Redaction.redact("a@b.example, 4111111111111111").kinds())
                .containsExactlyInAnyOrder(Sensitive.EMAIL, Sensitive.CARD);
        assertThat(Redaction.redact("The patient John Smith has diabetes.").kinds())
                .containsExactlyInAnyOrder(Sensitive.NAME, Sensitive.MEDICAL);
    }
}
