package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Embedder;
import stillroom.ai.Summarizer;

/// Summarizes with sentences of the document itself, so that each can be shown where it stands.
///
/// [Layout] finds the running text, [Sentences] its sentences, [Ranking] how much each tells of the
/// document, [Choice] those that make the summary. At most [#MOST_EMBEDDED] sentences are embedded;
/// of a longer document they are chosen by their words first, so that a book takes seconds.
public final class ExtractiveSummarizer implements Summarizer {

    static final int MOST_EMBEDDED = 400;

    /// Sentences between two looks at `stop`.
    private static final int STEP = 16;

    private final Embedder embedder;

    public ExtractiveSummarizer(Embedder embedder) {
        this.embedder = embedder;
    }

    @Override
    public List<SummarySentence> summarize(
            @Nullable String title, List<String> pages, Wish wish, BooleanSupplier stop) {
        if (wish.sentences() < 1 || wish.words() < 1) {
            return List.of();
        }
        String focus = wish.focus() == null || wish.focus().isBlank() ? null : wish.focus();
        List<Sentence> sentences =
                Ranking.shortlist(candidates(pages, wish, stop), focus, MOST_EMBEDDED);
        if (sentences.isEmpty()) {
            return List.of();
        }
        List<float[]> vectors = embed(sentences, stop);
        double titleWeight = title == null ? 0 : Ranking.titleWeight(title, sentences);
        double[] scores =
                Ranking.scores(
                        sentences,
                        vectors,
                        title == null || titleWeight == 0
                                ? null
                                : embedder.embed(List.of(title)).getFirst(),
                        titleWeight,
                        focus == null ? null : embedder.embedQuery(focus));
        Choice choice = new Choice(sentences, vectors, scores, wish.sentences(), wish.words());
        if (wish.words() < usualLength(sentences)) {
            Sentence best = bestWithin(wish.words(), sentences, scores);
            if (best.words() > wish.words()) {
                return List.of(alone(best, pages, wish.words()));
            }
        }
        List<SummarySentence> summary = new ArrayList<>();
        SortedSet<Integer> chosen = choice.best();
        if (chosen.isEmpty()) {
            // Only sentences that dangle, or all too long: the best of them is better than nothing.
            Sentence best = sentences.get(choice.ranked().getFirst());
            return List.of(alone(best, pages, wish.words()));
        }
        int previous = -2;
        for (int index : chosen) {
            Sentence sentence = sentences.get(index);
            boolean afterItsPredecessor = sentence.order() == previous + 1;
            summary.add(
                    afterItsPredecessor ? whole(sentence) : alone(sentence, pages, wish.words()));
            previous = sentence.order();
        }
        return summary;
    }

    /// The sentences that may stand in the summary: proper ones; all of the running text if it has
    /// too few proper ones (notes, lists, transcripts); any line if there is no running text.
    private static List<Sentence> candidates(List<String> pages, Wish wish, BooleanSupplier stop) {
        List<Sentence> all = sentences(pages, Layout.blocks(pages), stop);
        List<Sentence> proper = all.stream().filter(Sentence::isProper).toList();
        boolean mostlyProper = !proper.isEmpty() && words(proper) * 2 >= words(all);
        if (mostlyProper || words(proper) >= wish.words()) {
            if (proper.size() <= MOST_EMBEDDED) {
                return proper;
            }
            // With so many to choose from, none is needed that needs another one.
            return proper.stream().filter(sentence -> !sentence.dangles()).toList();
        }
        List<Sentence> phrases = all.stream().filter(sentence -> sentence.words() >= 3).toList();
        if (!phrases.isEmpty()) {
            return phrases;
        }
        return all.isEmpty() ? sentences(pages, Layout.everyLine(pages), stop) : all;
    }

    private static List<Sentence> sentences(
            List<String> pages, List<Block> blocks, BooleanSupplier stop) {
        List<Sentence> sentences = new ArrayList<>();
        for (Block block : blocks) {
            check(stop);
            String page = pages.get(block.page());
            for (Sentences.Range range : Sentences.split(page, block.start(), block.end())) {
                String text = Mending.mend(page, range.start(), range.end());
                int words = Words.count(text);
                if (words > 0) {
                    sentences.add(
                            new Sentence(
                                    block.page(),
                                    range.start(),
                                    range.end(),
                                    text,
                                    words,
                                    Opening.of(text),
                                    sentences.size()));
                }
            }
        }
        return sentences;
    }

    private List<float[]> embed(List<Sentence> sentences, BooleanSupplier stop) {
        List<float[]> vectors = new ArrayList<>();
        for (int from = 0; from < sentences.size(); from += STEP) {
            check(stop);
            int to = Math.min(sentences.size(), from + STEP);
            vectors.addAll(
                    embedder.embed(
                            sentences.subList(from, to).stream().map(Sentence::text).toList()));
        }
        check(stop);
        return vectors;
    }

    /// The best sentence when the bound is shorter than the usual one: what a long sentence loses
    /// by being cut lowers its score in proportion.
    private static Sentence bestWithin(int words, List<Sentence> sentences, double[] scores) {
        int best = -1;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            Sentence sentence = sentences.get(i);
            double lost = Math.max(0, 1 - words / (double) sentence.words());
            double unused = Math.max(0, 0.8 - sentence.words() / (double) words);
            double score = scores[i] - lost - 3 * unused - (sentence.dangles() ? 100 : 0);
            if (score > bestScore) {
                best = i;
                bestScore = score;
            }
        }
        return sentences.get(best);
    }

    private static int usualLength(List<Sentence> sentences) {
        int[] lengths = sentences.stream().mapToInt(Sentence::words).toArray();
        Arrays.sort(lengths);
        return lengths[lengths.length / 2];
    }

    private static int words(List<Sentence> sentences) {
        return sentences.stream().mapToInt(Sentence::words).sum();
    }

    private static SummarySentence whole(Sentence sentence) {
        return new SummarySentence(
                sentence.text(), sentence.page() + 1, sentence.start(), sentence.end());
    }

    /// The sentence without the connective that ties it to one that is not there, shortened if it
    /// still has more than `most` words.
    private static SummarySentence alone(Sentence sentence, List<String> pages, int most) {
        String page = pages.get(sentence.page());
        int start = startAlone(sentence, page);
        int end = sentence.end();
        String text = Mending.mend(page, start, end);
        if (Words.count(text) > most) {
            Clause clause = Clause.of(page, start, end, most);
            end = clause.end();
            text = clause.text();
        }
        if (start > sentence.start()) {
            int first = text.codePointAt(0);
            text =
                    Character.toString(Character.toTitleCase(first))
                            + text.substring(Character.charCount(first));
        }
        return new SummarySentence(text, sentence.page() + 1, start, end);
    }

    /// Where the sentence begins behind its connective, whose length is known in the mended text
    /// only.
    private static int startAlone(Sentence sentence, String page) {
        int connective = sentence.opening().connective();
        String rest = sentence.text().substring(connective);
        int furthest = Math.min(sentence.end(), sentence.start() + connective * 2);
        for (int start = sentence.start() + connective; start < furthest; start++) {
            if (!Layout.isSpace(page.charAt(start))
                    && Mending.mend(page, start, sentence.end()).equals(rest)) {
                return start;
            }
        }
        return sentence.start();
    }

    private static void check(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("the summary was given up");
        }
    }
}
