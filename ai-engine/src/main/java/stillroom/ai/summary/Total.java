package stillroom.ai.summary;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The line of an invoice, a receipt or an order that says how much is to be paid, which its reader
/// wants to know first.
///
/// It has a word for a total (in English, German, French, Spanish, Italian, Dutch or Portuguese)
/// and an amount, and stands on a page of mostly short lines: in running text, sums are of many
/// kinds.
final class Total {

    private static final String CURRENCY =
            "(?:[€$£¥₹]|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|JPY|CAD|AUD|INR|Rs\\.?|kr|zł|Fr\\.)";
    private static final String NUMBER =
            "\\d{1,3}(?:[., \\u00a0\\u202f'’]\\d{3})*(?:[.,]\\d{2})?(?![\\d%])";
    private static final Pattern AMOUNT =
            Pattern.compile(
                    CURRENCY
                            + "[ \\u00a0]?-?"
                            + NUMBER
                            + "|(?<![\\d.,])"
                            + NUMBER
                            + "[ \\u00a0]?"
                            + CURRENCY
                            + "|(?<![\\d.,])\\d{1,3}(?:[., ]?\\d{3})*[.,]\\d{2}(?![\\d.,%])");

    /// No letter before it, or only one that is large: two words may have run together.
    private static final String WORD = "(?<!\\p{Ll})(?i:";

    /// Says that this is what is to be paid.
    private static final Pattern TO_PAY =
            Pattern.compile(
                    WORD
                            + "(?:total |amount |balance )(?:amount )?(?:now )?due|(?:amount|total) (?:payable|to pay)"
                            + "|grand total|invoice total|total for this invoice|you paid|amount paid"
                            + "|rechnungsbetrag|zahlbetrag|zu zahlen\\p{L}*|zahlender betrag|gesamtbetrag|gesamtsumme"
                            + "|endbetrag|bruttobetrag|total ttc|net à payer|somme à payer|montant (?:à payer|dû|ttc)"
                            + "|total à payer|total facture|total a pagar|importe total|total factura"
                            + "|totale (?:fattura|da pagare|documento)|te betalen|factuur ?totaal|totaalbedrag"
                            + "|valor total)");

    private static final Pattern ANY =
            Pattern.compile(
                    WORD + "total[ei]?|totaal|gesamt|summe|zusammen|importe|razem)(?!\\p{L})");

    /// Only a part of what is to be paid, or a sum of something else.
    private static final Pattern PART =
            Pattern.compile(
                    "(?i)sub-?\\s?tota|zwischensumme|sous-total|subtotaal|total ht|montant ht|nettobetrag|netto"
                            + "|hors tax|excl|exkl|points?\\b|punkte|tax\\b|tva\\b|mwst|iva\\b|btw\\b|saved|discount");

    /// A longer line is cut to the words of the total and its amount.
    private static final int WHOLE_LINE = 12;

    private Total() {}

    /// Finds the best such line; the first of equally good ones.
    ///
    /// @return null if there is none
    static @Nullable Sentence in(Layout layout) {
        Sentence best = null;
        int most = 0;
        for (int page = 0; page < layout.pages(); page++) {
            if (!layout.isMostlyShortLines(page)) {
                continue;
            }
            List<Block> lines = layout.everyLine(page, 0, layout.page(page).length());
            for (Block line : lines) {
                int worth = worth(layout.page(page).substring(line.start(), line.end()));
                if (worth > most) {
                    most = worth;
                    best = sentence(layout, line);
                }
            }
        }
        return best;
    }

    private static int worth(String line) {
        if (!AMOUNT.matcher(line).find()) {
            return 0;
        }
        boolean toPay = TO_PAY.matcher(line).find();
        if (!toPay && (!ANY.matcher(line).find() || PART.matcher(line).find())) {
            return 0;
        }
        return (toPay ? 2 : 0) + (Words.count(line) <= WHOLE_LINE ? 2 : 1);
    }

    private static Sentence sentence(Layout layout, Block line) {
        String page = layout.page(line.page());
        int start = line.start();
        int end = line.end();
        String whole = page.substring(start, end);
        if (Words.count(whole) > WHOLE_LINE) {
            Matcher word = TO_PAY.matcher(whole);
            Matcher amount = AMOUNT.matcher(whole);
            if ((word.find() || word.usePattern(ANY).reset().find()) && amount.find(word.end())) {
                end = start + amount.end();
                start += word.start();
            }
        }
        String text = Mending.mend(page, start, end);
        return new Sentence(
                line,
                start,
                end,
                text,
                Words.count(text),
                Opening.of(text),
                layout.offset(line.page(), start));
    }
}
