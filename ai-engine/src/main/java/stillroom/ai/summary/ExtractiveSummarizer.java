package stillroom.ai.summary;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Embedder;
import stillroom.ai.Summarizer;
import stillroom.ai.summary.Candidates.Batch;

/// Summarizes with sentences of the document itself, so that each can be shown where it stands.
///
/// [Layout] finds the running text, [Candidates] the sentences worth a look, [Ranking] says how
/// much each tells of the document, [Choice] takes those that make the summary. Of a long document
/// a few sentences are looked at first, and the best of them is settled before the others are
/// embedded.
public final class ExtractiveSummarizer implements Summarizer {

    /// To be raised with every change that can change a summary: receipts name it.
    private static final String METHOD = "extract-3";

    /// Sentences between two looks at `stop`.
    private static final int STEP = 16;

    /// So many sentences are looked at before the first is settled.
    private static final int FIRST = 24;

    /// A summary of fewer is chosen as a whole.
    private static final int FEWEST_SENTENCES_TO_BEGIN = 3;

    private static final int FEWEST_WORDS_TO_BEGIN = 60;

    private final Embedder embedder;
    private final Ranking ranking;

    public ExtractiveSummarizer(Embedder embedder) {
        this(embedder, Ranking.learned());
    }

    ExtractiveSummarizer(Embedder embedder, Ranking ranking) {
        this.embedder = embedder;
        this.ranking = ranking;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public List<SummarySentence> summarize(
            Text text, Wish wish, Consumer<SummarySentence> settled, BooleanSupplier stop) {
        if (wish.sentences() < 1 || wish.words() < 1) {
            return List.of();
        }
        return new Making(text, wish, settled, stop).summary();
    }

    /// One summary while it is being made.
    private final class Making {

        private final Text text;
        private final Wish wish;
        private final Consumer<SummarySentence> settled;
        private final BooleanSupplier stop;
        private final Layout layout;
        private final @Nullable String focus;
        private final float @Nullable [] focusVector;
        private final TreeMap<Long, Sentence> known = new TreeMap<>();
        private final TreeMap<Long, float[]> vectors = new TreeMap<>();
        private final TreeMap<Long, SummarySentence> summary = new TreeMap<>();
        private float @Nullable [] titleVector;
        private @Nullable Sentence total;

        Making(Text text, Wish wish, Consumer<SummarySentence> settled, BooleanSupplier stop) {
            this.text = text;
            this.wish = wish;
            this.settled = settled;
            this.stop = stop;
            this.layout = new Layout(text.pages(), text.headings());
            this.focus = wish.focus() == null || wish.focus().isBlank() ? null : wish.focus();
            this.focusVector = focus == null ? null : embedder.embedQuery(focus);
        }

        List<SummarySentence> summary() {
            Candidates candidates = new Candidates(layout, wish, stop);
            total = candidates.total();
            List<Batch> batches = candidates.batches(text.passages(), focusVector, FIRST);
            if (batches.getFirst().sentences().isEmpty()) {
                return List.of();
            }
            Sentence opener = null;
            if (batches.size() > 1
                    && wish.sentences() >= FEWEST_SENTENCES_TO_BEGIN
                    && wish.words() >= FEWEST_WORDS_TO_BEGIN) {
                opener = opener(batches.getFirst());
            }
            for (Batch batch : batches) {
                embed(batch.sentences());
            }
            complete(opener);
            return List.copyOf(summary.values());
        }

        /// Chooses and settles the first sentence; null if none will do.
        private @Nullable Sentence opener(Batch batch) {
            List<Sentence> sentences = batch.sentences();
            if (batch.stands().isEmpty()) {
                embed(sentences);
            }
            Map<Long, float[]> known = batch.stands().isEmpty() ? vectors : batch.stands();
            Choice choice =
                    choice(
                            sentences,
                            sentences.stream().map(each -> known.get(each.offset())).toList());
            int index = choice.opener();
            if (index < 0) {
                return null;
            }
            settle(sentences.get(index), alone(sentences.get(index)));
            return sentences.get(index);
        }

        private void complete(@Nullable Sentence opener) {
            List<Sentence> sentences = List.copyOf(known.values());
            Choice choice = choice(sentences, List.copyOf(vectors.values()));
            if (opener == null && wish.words() < usualLength(sentences)) {
                Sentence best = bestWithin(sentences, choice);
                if (best.words() > wish.words()) {
                    settle(best, alone(best));
                    return;
                }
            }
            Set<Integer> chosen =
                    opener == null
                            ? choice.best()
                            : choice.complete(List.of(sentences.indexOf(opener)));
            if (chosen.isEmpty()) {
                // Only sentences that dangle, or all too long: the best of them is better than
                // nothing.
                Sentence best = sentences.get(choice.ranked().getFirst());
                settle(best, alone(best));
            }
            for (int index : chosen) {
                Sentence sentence = sentences.get(index);
                boolean follows = chosen.contains(index - 1) && choice.follows(index);
                if (!sentence.equals(opener)) {
                    settle(sentence, follows ? whole(sentence) : alone(sentence));
                }
            }
        }

        private void settle(Sentence sentence, SummarySentence shown) {
            summary.put(sentence.offset(), shown);
            settled.accept(shown);
        }

        private void embed(List<Sentence> batch) {
            List<Sentence> missing =
                    batch.stream().filter(each -> !vectors.containsKey(each.offset())).toList();
            for (int from = 0; from < missing.size(); from += STEP) {
                Candidates.check(stop);
                List<Sentence> step = missing.subList(from, Math.min(missing.size(), from + STEP));
                List<float[]> made = embedder.embed(step.stream().map(Sentence::text).toList());
                for (int i = 0; i < step.size(); i++) {
                    known.put(step.get(i).offset(), step.get(i));
                    vectors.put(step.get(i).offset(), made.get(i));
                }
            }
            Candidates.check(stop);
        }

        private Choice choice(List<Sentence> sentences, List<float[]> vectorsInOrder) {
            String title = text.title();
            double trust = title == null ? 0 : Features.titleWeight(title, sentences);
            if (title != null && trust > 0 && titleVector == null) {
                titleVector = embedder.embed(List.of(title)).getFirst();
            }
            Features features =
                    Features.of(sentences, vectorsInOrder, layout.length(), titleVector);
            double[] scores = ranking.scores(features, sentences.size(), trust);
            if (focus != null && focusVector != null) {
                Ranking.addFocus(scores, sentences, vectorsInOrder, focus, focusVector);
            }
            int first = total == null ? -1 : sentences.indexOf(total);
            if (first >= 0) {
                scores[first] = 1 + Arrays.stream(scores).max().orElseThrow();
            }
            return new Choice(sentences, vectorsInOrder, scores, wish);
        }

        /// The best sentence when the bound is shorter than the usual one: what a long sentence
        /// loses by being cut lowers its score in proportion.
        private Sentence bestWithin(List<Sentence> sentences, Choice choice) {
            int words = wish.words();
            Comparator<Integer> order =
                    Comparator.comparingDouble(index -> {
                        Sentence sentence = sentences.get(index);
                        double lost = Math.max(0, 1 - words / (double) sentence.words());
                        double unused = Math.max(0, 0.8 - sentence.words() / (double) words);
                        return choice.score(index)
                                - lost
                                - 3 * unused
                                - (sentence.dangles() ? 100 : 0);
                    });
            return sentences.get(choice.ranked().stream().max(order).orElseThrow());
        }

        private static int usualLength(List<Sentence> sentences) {
            int[] lengths = sentences.stream().mapToInt(Sentence::words).toArray();
            Arrays.sort(lengths);
            return lengths[lengths.length / 2];
        }

        private SummarySentence whole(Sentence sentence) {
            return shown(sentence, sentence.text(), sentence.start(), sentence.end());
        }

        /// The sentence without the connective that ties it to one that is not there, shortened if
        /// it still has more words than the summary may have.
        private SummarySentence alone(Sentence sentence) {
            String page = layout.page(sentence.page());
            int start = startAlone(sentence, page);
            int end = sentence.end();
            String text = Mending.mend(page, start, end);
            if (Words.count(text) > wish.words()) {
                Clause clause = Clause.of(page, start, end, wish.words());
                end = clause.end();
                text = clause.text();
            }
            if (start > sentence.start()) {
                int first = text.codePointAt(0);
                text =
                        Character.toString(Character.toTitleCase(first))
                                + text.substring(Character.charCount(first));
            }
            return shown(sentence, text, start, end);
        }

        private SummarySentence shown(Sentence sentence, String text, int start, int end) {
            boolean bySection = wish.bySection() && layout.hasSections();
            String heading = bySection ? layout.sections().get(sentence.section()).title() : "";
            return new SummarySentence(text, sentence.page() + 1, start, end, heading);
        }
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
}
