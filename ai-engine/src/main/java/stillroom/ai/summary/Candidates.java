package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Summarizer.Passage;
import stillroom.ai.Summarizer.Wish;

/// Finds the sentences of a document that are worth an embedding: all of a short document; of a
/// long one those of its best passages if it has vectors, else those with its commonest words.
///
/// However long the document, at most [#MOST_READ] chars are split into sentences.
final class Candidates {

    private static final long MOST_READ = 600_000;

    /// A sentence has more or less so many chars, with what is left out around it.
    private static final int CHARS = 150;

    private static final int STRETCH = 10;

    /// An invoice or a receipt has no more chars; whatever the wish, all its sentences are looked
    /// at.
    private static final int LONGEST_FORM = 12_000;

    /// How far the paragraph around a passage is looked for.
    private static final int PARAGRAPH = 1500;

    private static final int SHORTEST_WORD = 4;
    private static final int FIRST_LETTER_WITHOUT_SPACES = 0x2e80;

    private final Layout layout;
    private final Wish wish;
    private final BooleanSupplier stop;
    private final @Nullable Sentence total;

    Candidates(Layout layout, Wish wish, BooleanSupplier stop) {
        this.layout = layout;
        this.wish = wish;
        this.stop = stop;
        this.total = layout.length() <= LONGEST_FORM ? Total.in(layout) : null;
    }

    /// What an invoice asks for; null if this is none.
    @Nullable Sentence total() {
        return total;
    }

    /// Sentences in order.
    ///
    /// @param stands vectors of their passages by the offset of the sentence, to stand for their
    ///   own until those are made; empty if there are none
    record Batch(List<Sentence> sentences, Map<Long, float[]> stands) {}

    /// Sentences of a part of the document.
    ///
    /// @param vector of the passage; null if there is none
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(List<Sentence> sentences, float @Nullable [] vector) {}

    /// A part of a page.
    private record Window(int page, int from, int to) {}

    /// Returns the candidates in batches: those of the first are such that one of them may be
    /// chosen before the others are looked at. Within a batch they are in order.
    ///
    /// @param passages may be empty
    /// @param focus vector of what matters; null if nothing in particular
    List<Batch> batches(List<Passage> passages, float @Nullable [] focus, int first) {
        long wanted = Math.min(wish.words(), 25L * wish.sentences());
        int most =
                passages.isEmpty() ? Math.clamp(wanted * 2, 120, 400) : Math.clamp(wanted, 80, 400);
        if (layout.length() <= (long) CHARS * most) {
            List<Sentence> all = withTotal(standing(wholePages()));
            return batches(shortlist(all, most * 2), Integer.MAX_VALUE);
        }
        List<Part> parts =
                passages.isEmpty()
                        ? shortlist(standing(stretches()), most)
                        : ofPassages(passages, focus, most);
        return batches(parts, first);
    }

    /// @param parts the best first
    /// @param first so many sentences fill the first batch
    private static List<Batch> batches(List<Part> parts, int first) {
        TreeMap<Long, Sentence> head = new TreeMap<>();
        TreeMap<Long, Sentence> tail = new TreeMap<>();
        Map<Long, float[]> stands = new HashMap<>();
        for (Part part : parts) {
            TreeMap<Long, Sentence> batch = head.size() < first ? head : tail;
            for (Sentence sentence : part.sentences) {
                batch.putIfAbsent(sentence.offset(), sentence);
                if (part.vector != null) {
                    stands.putIfAbsent(sentence.offset(), part.vector);
                }
            }
        }
        tail.keySet().removeAll(head.keySet());
        Batch begin = new Batch(List.copyOf(head.values()), stands);
        return tail.isEmpty()
                ? List.of(begin)
                : List.of(begin, new Batch(List.copyOf(tail.values()), stands));
    }

    /// With what is to be paid in the place of what has the same words.
    private List<Sentence> withTotal(List<Sentence> sentences) {
        if (total == null) {
            return sentences;
        }
        List<Sentence> all = new ArrayList<>(sentences);
        all.removeIf(each ->
                each.page() == total.page()
                        && each.start() < total.end()
                        && total.start() < each.end());
        all.add(total);
        all.sort(Comparator.comparingLong(Sentence::offset));
        return all;
    }

    // -- From text to sentences

    private List<Window> wholePages() {
        List<Window> windows = new ArrayList<>();
        for (int page = 0; page < layout.pages(); page++) {
            windows.add(new Window(page, 0, layout.page(page).length()));
        }
        return windows;
    }

    /// Pieces from all over the document, at most [#MOST_READ] chars together.
    private List<Window> stretches() {
        if (layout.length() <= MOST_READ) {
            return wholePages();
        }
        List<Window> windows = new ArrayList<>();
        double part = (double) MOST_READ / layout.length();
        for (Window whole : wholePages()) {
            int step = 100_000;
            for (int from = 0; from < whole.to; from += step) {
                int start = from == 0 ? 0 : afterLine(whole.page, from);
                int end = Math.min(whole.to, from + (int) (step * part));
                if (start < end) {
                    windows.add(new Window(whole.page, start, end));
                }
            }
        }
        return windows;
    }

    private int afterLine(int page, int from) {
        int line = layout.page(page).indexOf('\n', from);
        return line < 0 || line > from + PARAGRAPH ? from : line + 1;
    }

    /// The sentences that may stand in the summary: proper ones; all of the running text if it has
    /// too few proper ones (notes, lists, transcripts); any line if there is no running text.
    private List<Sentence> standing(List<Window> windows) {
        List<Sentence> all = new ArrayList<>();
        for (Window window : windows) {
            all.addAll(sentences(layout.blocks(window.page, window.from, window.to)));
        }
        List<Sentence> proper = all.stream().filter(Sentence::isProper).toList();
        boolean mostlyProper = !proper.isEmpty() && words(proper) * 2 >= words(all);
        if (mostlyProper || words(proper) >= wish.words()) {
            return proper;
        }
        List<Sentence> phrases = all.stream().filter(sentence -> sentence.words() >= 3).toList();
        List<Sentence> own =
                phrases.stream()
                        .filter(phrase -> phrase.isMostlyLetters() && !phrase.isForeign())
                        .toList();
        if (!own.isEmpty() || !phrases.isEmpty()) {
            return own.isEmpty() ? phrases : own;
        }
        if (all.isEmpty()) {
            for (Window window : windows) {
                all.addAll(sentences(layout.everyLine(window.page, window.from, window.to)));
            }
        }
        return all;
    }

    private List<Sentence> sentences(List<Block> blocks) {
        List<Sentence> sentences = new ArrayList<>();
        for (Block block : blocks) {
            check(stop);
            String page = layout.page(block.page());
            for (Sentences.Range range : Sentences.split(page, block.start(), block.end())) {
                int start = range.start();
                Matcher item = Layout.ITEM.matcher(page).region(start, range.end());
                if (item.lookingAt()) {
                    start = item.end();
                }
                String text = Mending.mend(page, start, range.end());
                int words = Words.count(text);
                if (words > 0) {
                    sentences.add(
                            new Sentence(
                                    block,
                                    start,
                                    range.end(),
                                    text,
                                    words,
                                    Opening.of(text),
                                    layout.offset(block.page(), start)));
                }
            }
        }
        return sentences;
    }

    // -- By words

    /// Chooses by words alone, at most `most` and from every part of the document: in each of equal
    /// stretches, or in each section, those whose words are the document's commonest (mean
    /// logarithm of the frequency of the content words, after SumBasic, Nenkova and Vanderwende
    /// 2005), and those that share words with the focus.
    ///
    /// @return the stretches, that with the best sentences first
    private List<Part> shortlist(List<Sentence> sentences, int most) {
        if (sentences.size() <= most) {
            return List.of(new Part(sentences, null));
        }
        // With so many to choose from, none is needed that needs another one.
        List<Sentence> free = sentences.stream().filter(sentence -> !sentence.dangles()).toList();
        List<Set<String>> contents = new ArrayList<>();
        Map<String, Integer> frequency = new HashMap<>();
        for (Sentence sentence : free) {
            Set<String> content = content(sentence.text());
            contents.add(content);
            content.forEach(word -> frequency.merge(word, 1, Integer::sum));
        }
        Set<String> wanted = wish.focus() == null ? Set.of() : content(wish.focus());
        double[] score = new double[free.size()];
        for (int i = 0; i < score.length; i++) {
            double sum = 0;
            for (String word : contents.get(i)) {
                int times = frequency.getOrDefault(word, 1);
                boolean everywhere = times * 5 > free.size();
                sum += everywhere ? 0 : Math.log(times);
                sum += wanted.contains(word) ? Math.log((double) free.size() / times) * 5 : 0;
            }
            // Ten words more keep a short sentence from winning by a single common word.
            score[i] = sum / (contents.get(i).size() + 10);
        }
        List<List<Integer>> stretches = stretches(free, most);
        List<List<Integer>> best = new ArrayList<>();
        for (List<Integer> stretch : stretches) {
            List<Integer> order = new ArrayList<>(stretch);
            order.sort(Comparator.comparingDouble(i -> -score[i]));
            best.add(
                    order.subList(0, Math.min(order.size(), Math.max(1, most / stretches.size()))));
        }
        best.removeIf(List::isEmpty);
        best.sort(Comparator.comparingDouble(stretch -> -score[stretch.getFirst()]));
        return best.stream()
                .map(stretch -> new Part(stretch.stream().sorted().map(free::get).toList(), null))
                .toList();
    }

    private List<List<Integer>> stretches(List<Sentence> sentences, int most) {
        Map<Long, List<Integer>> stretches = new TreeMap<>();
        boolean bySection = wish.bySection() && layout.hasSections();
        for (int i = 0; i < sentences.size(); i++) {
            long stretch =
                    bySection
                            ? sentences.get(i).section()
                            : (long) i * (most / STRETCH) / sentences.size();
            stretches.computeIfAbsent(stretch, _ -> new ArrayList<>()).add(i);
        }
        return List.copyOf(stretches.values());
    }

    static Set<String> content(String text) {
        Set<String> content = new HashSet<>(Words.of(text));
        content.removeIf(word ->
                word.length() < SHORTEST_WORD && word.charAt(0) < FIRST_LETTER_WITHOUT_SPACES);
        return content;
    }

    // -- By passages

    /// The sentences of the passages that tell most of the document, the best passage first.
    private List<Part> ofPassages(List<Passage> passages, float @Nullable [] focus, int most) {
        List<float[]> vectors = passages.stream().map(Passage::vector).toList();
        double[] scores = Ranking.ofPassages(vectors, focus);
        int[] sections = new int[passages.size()];
        for (int i = 0; i < sections.length; i++) {
            Passage passage = passages.get(i);
            sections[i] = layout.section(layout.offset(passage.page() - 1, passage.start()));
        }
        double[] nearest = new double[passages.size()];
        boolean[] taken = new boolean[passages.size()];
        Map<Integer, Integer> ofSection = new HashMap<>();
        boolean bySection = wish.bySection() && layout.hasSections();
        List<Part> found = new ArrayList<>();
        int count = 0;
        while (count < most) {
            check(stop);
            int best = -1;
            double bestGain = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < scores.length; i++) {
                double crowd = bySection ? 3.0 * ofSection.getOrDefault(sections[i], 0) : 0;
                double gain = scores[i] - 2 * nearest[i] - crowd;
                if (!taken[i] && gain > bestGain) {
                    best = i;
                    bestGain = gain;
                }
            }
            if (best < 0) {
                break;
            }
            taken[best] = true;
            List<Sentence> sentences =
                    sentences(blocksAround(passages.get(best))).stream()
                            .filter(Sentence::isProper)
                            .toList();
            if (sentences.isEmpty()) {
                continue;
            }
            found.add(new Part(sentences, vectors.get(best)));
            count += sentences.size();
            ofSection.merge(sections[best], 1, Integer::sum);
            for (int i = 0; i < nearest.length; i++) {
                double closeness = Ranking.dot(vectors.get(i), vectors.get(best));
                nearest[i] = Math.max(nearest[i], closeness);
            }
        }
        // Notes, lists and tables only: as if there were no vectors.
        return found.isEmpty() ? shortlist(standing(stretches()), most) : found;
    }

    /// A passage may begin in the middle of a paragraph, whose beginning its first sentence needs.
    private List<Block> blocksAround(Passage passage) {
        String page = layout.page(passage.page() - 1);
        int from = page.lastIndexOf('\n', passage.start()) + 1;
        int to = page.indexOf('\n', passage.end());
        return layout.blocks(
                passage.page() - 1,
                passage.start() - from > PARAGRAPH ? passage.start() : from,
                to < 0 || to - passage.end() > PARAGRAPH ? passage.end() : to);
    }

    private static int words(List<Sentence> sentences) {
        return sentences.stream().mapToInt(Sentence::words).sum();
    }

    static void check(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("the summary was given up");
        }
    }
}
