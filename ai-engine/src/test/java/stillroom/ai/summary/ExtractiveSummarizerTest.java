package stillroom.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stillroom.ai.Summarizer.Heading;
import stillroom.ai.Summarizer.Passage;
import stillroom.ai.Summarizer.SummarySentence;
import stillroom.ai.Summarizer.Text;
import stillroom.ai.Summarizer.Wish;
import stillroom.ai.WordVectors;

class ExtractiveSummarizerTest {

    private final WordVectors embedder = new WordVectors();
    private final ExtractiveSummarizer summarizer = new ExtractiveSummarizer(embedder);

    private List<SummarySentence> summarize(String page, int sentences, int words) {
        return summarize(null, List.of(page), new Wish(sentences, words, null));
    }

    private List<SummarySentence> summarize(@Nullable String title, List<String> pages, Wish wish) {
        return summarizer.summarize(Text.of(title, pages), wish, _ -> {}, () -> false);
    }

    private static List<String> texts(List<SummarySentence> summary) {
        return summary.stream().map(SummarySentence::text).toList();
    }

    @Test
    void holdsBothBoundsAndAnchorsEverySentenceInRandomDocuments() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            List<String> pages = RandomDocuments.pages(random);
            Wish wish = new Wish(1 + random.nextInt(12), 3 + random.nextInt(200), null);
            List<SummarySentence> summary = summarize("Rent and rivers", pages, wish);
            String context = "seed " + seed + " round " + round + " " + wish + "\n" + summary;
            assertThat(summary.size()).as(context).isBetween(1, wish.sentences());
            int words = summary.stream().mapToInt(s -> Words.count(s.text())).sum();
            assertThat(words).as(context).isLessThanOrEqualTo(wish.words());
            int lastPage = 0;
            int lastEnd = 0;
            for (SummarySentence sentence : summary) {
                String page = pages.get(sentence.page() - 1);
                String quote = page.substring(sentence.start(), sentence.end());
                assertThat(quote.strip()).as(context).isEqualTo(quote).isNotEmpty();
                assertThat(letters(sentence.text())).as(context).isEqualTo(letters(quote));
                boolean later = sentence.page() > lastPage || sentence.start() >= lastEnd;
                assertThat(later).as(context).isTrue();
                lastPage = sentence.page();
                lastEnd = sentence.end();
            }
        }
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replaceAll("\\[\\d+]", "") // the numbers of notes are not shown
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    @Test
    void usesMostOfTheWordsItMay() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            List<String> pages = RandomDocuments.longPages(random);
            // For less than two or three sentences no choice of whole ones may come close enough.
            int bound = 60 + random.nextInt(160);
            List<SummarySentence> summary = summarize(null, pages, new Wish(1_000, bound, null));
            int words = summary.stream().mapToInt(s -> Words.count(s.text())).sum();
            assertThat(words)
                    .as("seed %d round %d %s", seed, round, summary)
                    .isBetween((int) Math.ceil(bound * 0.8), bound);
        }
    }

    @Test
    void exchangesShortSentencesWhereTheirNumberIsTheBound() {
        String page =
                """
                Rent is due on Monday. Rent rises in the spring. Rent is paid by the tenant. \
                The landlord repairs the roof and the windows of the house before the winter begins. \
                The tenant reports each damage to the landlord within a week after it was seen. \
                Rent is due on Monday.
                """;
        List<String> found = texts(summarize(page, 3, 40));
        assertThat(found).hasSizeLessThanOrEqualTo(3).doesNotHaveDuplicates();
        assertThat(found.stream().mapToInt(Words::count).sum()).isBetween(32, 40);
    }

    @Test
    void leavesOutTheNameOfATableWithItsDoi() {
        String page =
                """
                Cows eat grass on the pasture in summer.

                10.1371/journal.pone.0234687.t003Table 3Emission factors of cows that eat grass on the \
                pasture in the summer months of the year.

                The pasture feeds the cows in every summer month.
                """;
        assertThat(texts(summarize(page, 3, 60))).noneMatch(text -> text.contains("10.1371"));
    }

    @Test
    void saysWhatAnInvoiceAsksFor() {
        List<String> totals =
                List.of(
                        "TOTAL AMOUNT DUE $1,204.11",
                        "Rechnungsbetrag: 1.204,11 EUR",
                        "29.99 € TTCSomme à payer",
                        "Total a pagar 1.204,11 €",
                        "Totaal € 717,97");
        for (String total : totals) {
            String page = INVOICE.formatted(total);
            assertThat(texts(summarize(page, 6, 60))).as(total).contains(total);
            assertThat(texts(summarize(page, 1, 20))).as(total).containsExactly(total);
        }
    }

    private static final String INVOICE =
            """
            Example Waters Ltd

            12 Mill Lane, Ulm

            Invoice 4711

            Subtotal $1,000.00

            Pump 2 $500.00 $1,000.00

            Tax 20%% $204.11

            %s

            Thank you for shopping with us and come back soon to look at our new pumps.

            You can return what you do not need within thirty days to the shop where you bought it.
            """;

    @Test
    void findsATotalBehindOthersInALongLine() {
        String page =
                INVOICE.formatted(
                        "Other charges 15 for paint and body Subtotal $2,730.00 Sales Tax 10.20%"
                                + " $278.46 GRAND TOTAL $3,008.46 Estimator Ellis Turner");
        SummarySentence total = summarize(page, 1, 20).getFirst();
        assertThat(total.text()).isEqualTo("GRAND TOTAL $3,008.46");
        assertThat(page.substring(total.start(), total.end())).isEqualTo(total.text());
    }

    @Test
    void looksForNoTotalInRunningText() {
        String page =
                """
                The landlord repaired the roof and the windows of the house before the winter began. \
                The tenant pays the rent for the house every month and the landlord confirms it.

                Total €40

                The landlord may raise the rent for the house once a year after repairs of the house.
                """;
        assertThat(texts(summarize(page, 1, 20))).noneMatch(text -> text.contains("40"));
    }

    @Test
    void goesOnBehindAnEmptyLineInTheMiddleOfASentence() {
        String page =
                """
                Vous pouvez régler directement cette annonce en cliquant sur le lien fourni dans

                l’email d’envoi du devis ou en nous contactant par téléphone pendant la journée.

                Merci de votre visite et de votre confiance, et revenez nous voir dans la boutique.
                """;
        assertThat(texts(summarize(page, 2, 60))).anyMatch(text -> text.contains("dans l’email"));
    }

    @Test
    void takesTheSentenceThatTellsMostOfTheDocument() {
        String page =
                """
                My cat sleeps near the window all morning. The rent for the house rises in March. \
                Rent for houses rises because the landlord repaired the house and the roof. \
                The landlord wrote that rent rises after repairs of house and roof. \
                Somebody painted a picture yesterday evening.
                """;
        assertThat(texts(summarize(page, 1, 30)).getFirst()).contains("landlord");
    }

    @Test
    void bringsTheAntecedentAlongOrLeavesADanglingSentenceOut() {
        String page =
                """
                The garden has many flowers in bloom. The council sold the water company to a fund. \
                It will raise water prices for every household that the water company serves.
                """;
        for (int words = 8; words <= 40; words++) {
            List<String> summary = texts(summarize(page, 3, words));
            for (int i = 0; i < summary.size(); i++) {
                if (summary.get(i).startsWith("It ")) {
                    assertThat(i).isPositive();
                    assertThat(summary.get(i - 1)).startsWith("The council");
                }
            }
        }
        assertThat(texts(summarize(page, 3, 60))).anyMatch(text -> text.startsWith("It "));
    }

    @Test
    void dropsAConnectiveWhoseReferenceIsMissing() {
        String page =
                """
                The cat sleeps all day long. However, the landlord may raise the rent of the flat \
                if the landlord repairs the flat. The rent of the flat is due to the landlord.
                """;
        SummarySentence sentence = summarize(page, 1, 20).getFirst();
        assertThat(sentence.text()).startsWith("The landlord may raise the rent");
        assertThat(page.substring(sentence.start(), sentence.end()))
                .startsWith("the landlord may raise");
    }

    @Test
    void keepsAConnectiveBehindTheSentenceItRefersTo() {
        String page =
                "The landlord may raise the rent once a year. However, the tenant may refuse it.";
        assertThat(texts(summarize(page, 5, 60)))
                .containsExactly(
                        "The landlord may raise the rent once a year.",
                        "However, the tenant may refuse it.");
    }

    @Test
    void mendsLineBreaksAndHyphenation() {
        String page =
                "The land-\nlord repaired the well-\nknown roof of the\nhouse. A well-known roof"
                        + " keeps the house dry.";
        assertThat(texts(summarize(page, 5, 60)))
                .containsExactly(
                        "The landlord repaired the well-known roof of the house.",
                        "A well-known roof keeps the house dry.");
    }

    @Test
    void leavesOutWhatIsNotRunningText() {
        List<String> pages = new ArrayList<>();
        String[] subjects = {"rent", "roof", "garden", "water"};
        for (int i = 0; i < subjects.length; i++) {
            pages.add(
                    """
                    ACME Annual Report is a trademark of Acme Holdings.

                    1. Contents of this volume ........ %d
                    The tenant pays for the %s on the first day of each month of the year.
                    From: someone@example.org
                    > I have quoted this sentence from the earlier message.
                    This document is confidential, all rights reserved by Acme Holdings.
                    Page %d of 4
                    """
                            .formatted(i + 3, subjects[i], i + 1));
        }
        pages.add(
                """
                References

                Smith, J. (2001). The tenant pays for the rent of the garden and water.
                Jones, K. (2002). The tenant pays for the roof of the garden and water.
                """);
        List<SummarySentence> summary = summarize(null, pages, new Wish(50, 500, null));
        assertThat(texts(summary))
                .hasSize(4)
                .allMatch(text -> text.startsWith("The tenant pays for the "));
    }

    @Test
    void keepsTheTurnsOfATranscriptApart() {
        String page =
                """
                Anna: The landlord may raise the rent of the house once a year , and then
                Bert: The tenant may end the lease of the house within three months .
                Anna: The roof of the house must be repaired by the landlord , of course .
                """;
        assertThat(texts(summarize(page, 5, 60)))
                .containsExactly(
                        "Bert: The tenant may end the lease of the house within three months .",
                        "Anna: The roof of the house must be repaired by the landlord , of"
                                + " course .");
    }

    @Test
    void followsTheFocus() {
        String page =
                """
                The rent of the flat is due on the first day of the month. The rent may rise once \
                a year if the rent of other flats rose. Either side may end the lease with three \
                months of notice. The flat has two rooms and a kitchen. The rent includes water.
                """;
        List<SummarySentence> summary =
                summarize(null, List.of(page), new Wish(1, 30, "notice to end the lease"));
        assertThat(texts(summary))
                .containsExactly("Either side may end the lease with three months of notice.");
    }

    @Test
    void shortensTheBestSentenceWhereNoneFits() {
        String page =
                "The landlord repairs the roof of the house within two weeks, unless the tenant"
                        + " agreed in writing to a later date. The tenant pays the rent of the house on"
                        + " the first day of each month, unless that day is a public holiday.";
        SummarySentence sentence = summarize(page, 3, 12).getFirst();
        assertThat(sentence.text()).endsWith("…");
        assertThat(Words.count(sentence.text())).isBetween(8, 12);
        String quote = page.substring(sentence.start(), sentence.end());
        assertThat(sentence.text()).isEqualTo(quote + "…");
    }

    @Test
    void shortensBehindAConnective() {
        String page =
                "Therefore, the tenant pays the rent of the house on the first day of each month,"
                        + " unless that day is a public holiday.";
        SummarySentence sentence = summarize(page, 3, 12).getFirst();
        assertThat(sentence.text()).startsWith("The tenant pays the rent").endsWith("…");
        assertThat(page.substring(sentence.start())).startsWith("the tenant pays");
    }

    @Test
    void summarizesOtherScripts() {
        String page = "契約は三年間有効です。家賃は毎月一日に支払います。大家は屋根を修理します。";
        assertThat(texts(summarize(page, 1, 60))).hasSize(1).allMatch(page::contains);
        String russian =
                "Договор действует три года со дня подписания. Арендатор платит каждый месяц вовремя.";
        assertThat(texts(summarize(russian, 2, 60))).hasSize(2);
    }

    @Test
    void summarizesNotesWithoutSentences() {
        String page = "milk and bread\ncall the landlord about the roof\nrent due monday\n";
        assertThat(texts(summarize(page, 2, 20))).hasSize(2).allMatch(page::contains);
    }

    @Test
    void hasNothingToSayOfNothing() {
        assertThat(summarize(null, List.of(), new Wish(3, 60, null))).isEmpty();
        assertThat(summarize(" \n\n 12 \n ---", 3, 60)).isEmpty();
        assertThat(summarize("The tenant pays the rent every month.", 0, 60)).isEmpty();
    }

    @Test
    void embedsABoundedPartOfALongDocumentAndReachesItsEnd() {
        List<String> pages = new ArrayList<>();
        for (int page = 1; page <= 300; page++) {
            StringBuilder text = new StringBuilder();
            for (int line = 1; line <= 20; line++) {
                text.append("Tenant ").append(line).append(" of house ").append(page);
                text.append(" pays the rent on the first day. ");
            }
            pages.add(text.toString());
        }
        summarize(null, pages, new Wish(10, 300, null));
        assertThat(embedder.embedded())
                .hasSizeLessThanOrEqualTo(400)
                .anyMatch(text -> text.contains("house 1 "))
                .anyMatch(text -> text.contains("house 29"));
    }

    /// Chapters of one subject each, with a head line on every page.
    private static List<String> report() {
        List<String> pages = new ArrayList<>();
        for (String subject : List.of("water", "forest", "harbor", "school", "bridge", "market")) {
            for (int page = 0; page < 8; page++) {
                StringBuilder text = new StringBuilder("Report of the town, page " + page + "\n\n");
                if (page == 0) {
                    text.append("Chapter ").append(subject).append("\n\n");
                }
                for (int i = 0; i < 30; i++) {
                    text.append("The town spent money on the ").append(subject);
                    int lot = page * 30 + i;
                    text.append(" for lots ").append(Integer.toString(1_000_003 + lot * 7_919, 36));
                    text.append(" and ").append(Integer.toString(2_000_003 + lot * 104_729, 36));
                    text.append(". ");
                }
                pages.add(text.toString());
            }
        }
        return pages;
    }

    private List<Passage> passages(List<String> pages) {
        List<Passage> passages = new ArrayList<>();
        for (int page = 1; page <= pages.size(); page++) {
            String text = pages.get(page - 1);
            int middle = text.indexOf(". ", text.length() / 2) + 1;
            float[] vector = embedder.embedQuery(text);
            passages.add(new Passage(page, 0, middle, vector));
            passages.add(new Passage(page, middle, text.length(), vector));
        }
        return passages;
    }

    private static List<Heading> headings(List<String> pages) {
        List<Heading> headings = new ArrayList<>();
        for (int page = 1; page <= pages.size(); page++) {
            int start = pages.get(page - 1).indexOf("Chapter ");
            if (start >= 0) {
                int end = pages.get(page - 1).indexOf('\n', start);
                headings.add(new Heading(page, start, end, 1));
            }
        }
        return headings;
    }

    @Test
    void settlesTheFirstSentenceOfALongDocumentLongBeforeTheLast() {
        List<String> pages = report();
        for (List<Passage> passages : List.of(passages(pages), List.<Passage>of())) {
            embedder.embedded().clear();
            List<SummarySentence> settled = new ArrayList<>();
            List<Integer> embeddedBefore = new ArrayList<>();
            List<SummarySentence> summary =
                    summarizer.summarize(
                            new Text(null, pages, headings(pages), passages),
                            new Wish(3, 75, null),
                            sentence -> {
                                settled.add(sentence);
                                embeddedBefore.add(embedder.embedded().size());
                            },
                            () -> false);
            assertThat(summary).hasSize(3).containsExactlyInAnyOrderElementsOf(settled);
            assertThat(embeddedBefore.getFirst() * 2).isLessThan(embeddedBefore.getLast());
        }
    }

    @Test
    void readsOnlyTheBestPassagesOfALongDocumentThatHasVectors() {
        List<String> pages = report();
        Text text = new Text(null, pages, headings(pages), passages(pages));
        List<SummarySentence> summary =
                summarizer.summarize(text, new Wish(3, 75, "harbor"), _ -> {}, () -> false);
        assertThat(texts(summary)).hasSize(3).anyMatch(sentence -> sentence.contains("harbor"));
        assertThat(embedder.embedded()).hasSizeLessThan(120);
    }

    @Test
    void letsEverySectionSpeakIfAskedTo() {
        List<String> pages = report();
        for (List<Passage> passages : List.of(passages(pages), List.<Passage>of())) {
            List<SummarySentence> summary =
                    summarizer.summarize(
                            new Text(null, pages, headings(pages), passages),
                            new Wish(12, 300, null, true),
                            _ -> {},
                            () -> false);
            assertThat(summary)
                    .extracting(SummarySentence::heading)
                    .containsSubsequence(
                            "Chapter water",
                            "Chapter forest",
                            "Chapter harbor",
                            "Chapter school",
                            "Chapter bridge",
                            "Chapter market");
            assertThat(texts(summary)).noneMatch(sentence -> sentence.startsWith("Chapter"));
        }
    }

    @Test
    void findsTheHeadingsOfPlainText() {
        StringBuilder page = new StringBuilder("Report\n\nThe town has a plan for it all.\n\n");
        for (String heading : List.of("1 Water", "2 Forest", "2.1 Trees", "3. Harbor")) {
            page.append(heading).append("\n\n");
            for (int i = 0; i < 12; i++) {
                page.append("The town spent money on part ").append(i).append(" of the ");
                page.append(heading.replaceAll("[^A-Za-z]", "")).append(".\n");
            }
            page.append('\n');
        }
        assertThat(summarize(null, List.of(page.toString()), new Wish(6, 90, null, true)))
                .extracting(SummarySentence::heading)
                .containsSubsequence("1 Water", "2 Forest", "3. Harbor")
                .doesNotContain("2.1 Trees");
    }

    @Test
    void leavesOutNumbersOfNotesMarkupAndBullets() {
        String page =
                """
                - The landlord repaired the roof of the house in May.[2] The tenant paid the rent \
                of the house[3, 4] in <b>June</b>, as the landlord wished.

                Figure 3: The landlord, the tenant and the house in the year 1999.
                The parts of the lease of the house are as follows.
                """;
        assertThat(texts(summarize(page, 5, 60)))
                .containsExactly(
                        "The landlord repaired the roof of the house in May.",
                        "The tenant paid the rent of the house in June, as the landlord wished.");
    }

    @Test
    void leavesOutAnswersSignaturesAndDisclaimers() {
        String page =
                """
                The landlord accepts the rent that the tenant offered for the house.

                Am 3. Mai 2024 schrieb Anna Meier:
                > The tenant offers a lower rent for the house.
                If you are not the intended recipient, please notify the sender of this rent offer.
                --
                Anna Meier rents houses and flats to every tenant in town.
                """;
        assertThat(texts(summarize(page, 5, 60)))
                .containsExactly(
                        "The landlord accepts the rent that the tenant offered for the house.");
    }

    @Test
    void givesTheSameSummaryEveryTime() {
        long seed = System.nanoTime();
        List<String> pages = RandomDocuments.book(new Random(seed), 60);
        Wish wish = new Wish(6, 150, "rent");
        assertThat(summarize("Rent", pages, wish))
                .as("seed %d", seed)
                .isEqualTo(summarize("Rent", pages, wish));
    }

    @Test
    void givesUpWhenToldTo() {
        AtomicInteger asked = new AtomicInteger();
        List<String> pages = RandomDocuments.book(new Random(7), 20);
        assertThatThrownBy(() ->
                        summarizer.summarize(
                                Text.of(null, pages),
                                new Wish(3, 60, null),
                                _ -> {},
                                () -> asked.incrementAndGet() > 5))
                .isInstanceOf(CancellationException.class);
        assertThat(asked).hasValue(6);
    }
}
