package stillroom.index;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stillroom.index.Catalogue.Entry;
import stillroom.index.LuceneFolder.Place;
import stillroom.index.PassageIndex.View;
import stillroom.index.VectorGeneration.Background;
import stillroom.index.query.Feedback;
import stillroom.index.query.Fusion;
import stillroom.index.query.Language;
import stillroom.index.query.Query;
import stillroom.index.query.QueryText;
import stillroom.index.query.Snippet;
import stillroom.index.query.Words;
import stillroom.index.text.Passage;

/// Answers one query from the two kinds of index. Holds no lock: what changes meanwhile may or may
/// not be in the answer.
final class HybridSearch {

    /// How many passages each kind of index offers at least. The spread of the scores depends on
    /// it.
    private static final int CANDIDATES = 500;

    /// So many hits can be seen at once; of the others nobody asks which sentence is closest.
    private static final int SEEN_AT_ONCE = 10;

    private static final Snippet.Closest NOBODY_KNOWS = _ -> -1;

    private final Entries entries;
    private final PassageIndex passages;
    private final @Nullable VectorGeneration vectors;

    /// @param vectors null if the library has no generation
    HybridSearch(Entries entries, PassageIndex passages, @Nullable VectorGeneration vectors) {
        this.entries = entries;
        this.passages = passages;
        this.vectors = vectors;
    }

    /// @param meaning null if only words count
    Hits search(Query query, @Nullable QueryMeaning meaning) {
        return passages.view(view -> search(view, query, meaning));
    }

    private Hits search(View view, Query query, @Nullable QueryMeaning meaning) {
        List<Language> languages = view.languages();
        var asked = query.asked();
        var words = Words.of(asked, languages);
        Set<DocumentId> unwanted = words.unwanted().map(view::documents).orElseGet(Set::of);
        @Nullable List<Entry> wanted = null;
        Coverage coverage = entries.coverage();
        if (!query.filter().equals(Query.Filter.NONE)
                || !asked.filter().equals(Query.Filter.NONE)
                || !unwanted.isEmpty()) {
            Predicate<Document> passes = passing(query.filter()).and(passing(asked.filter()));
            wanted = new ArrayList<>();
            for (Entry entry : entries.below(folders(query.filter(), asked.filter()))) {
                if (passes.test(entry.document()) && !unwanted.contains(entry.document().id())) {
                    wanted.add(entry);
                }
            }
            coverage = Coverage.of(wanted);
        }
        boolean isBlank = asked.plain().isBlank() && !asked.isDemanding();
        Map<Place, Double> scores =
                isBlank
                        ? newest(wanted == null ? List.of() : wanted)
                        : scores(view, query, words, meaning, ids(wanted));
        return new Hits(
                hits(view, scores, query, words, meaning),
                coverage.searched(query.mode()),
                coverage.unsearchable(query.mode()),
                coverage,
                isBlank ? null : view.suggestion(query.text(), words).orElse(null),
                asked);
    }

    /// Who asks for no words, only for documents of some kind, gets the beginning of each; the
    /// score says no more than the order, the newest first.
    private static Map<Place, Double> newest(List<Entry> wanted) {
        List<DocumentId> newest =
                wanted.stream()
                        .filter(entry -> entry.passages() > 0)
                        .sorted(Comparator.comparingLong(Entry::number).reversed())
                        .map(entry -> entry.document().id())
                        .toList();
        Map<Place, Double> scores = new LinkedHashMap<>();
        newest.forEach(
                id -> scores.put(new Place(id, 0), 1 - scores.size() / (double) newest.size()));
        return scores;
    }

    private static @Nullable List<DocumentId> ids(@Nullable List<Entry> wanted) {
        return wanted == null ? null : wanted.stream().map(entry -> entry.document().id()).toList();
    }

    /// Asks of a document only what the filter asks, but for its folder: a large library has many.
    private static Predicate<Document> passing(Query.Filter filter) {
        Predicate<Document> passes = _ -> true;
        if (!filter.types().isEmpty()) {
            passes = passes.and(document -> filter.types().contains(document.type()));
        }
        if (!filter.labels().isEmpty()) {
            passes = passes.and(document -> hasLabels(document, filter.labels()));
        }
        if (!filter.sensitive().isEmpty()) {
            passes =
                    passes.and(document ->
                            filter.hasSensitive(
                                    document.sensitive().stream().map(SensitiveMark::kind)));
        }
        if (filter.since() != null) {
            passes = passes.and(document -> !isBefore(document.added(), filter.since()));
        }
        if (filter.before() != null) {
            passes = passes.and(document -> isBefore(document.added(), filter.before()));
        }
        return passes;
    }

    private static boolean hasLabels(Document document, Set<String> names) {
        return names.stream()
                .allMatch(name ->
                        document.labels().stream()
                                .anyMatch(label -> label.name().equalsIgnoreCase(name)));
    }

    private static List<Path> folders(Query.Filter... filters) {
        return Stream.of(filters)
                .map(Query.Filter::folder)
                .filter(Objects::nonNull)
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
    }

    private static boolean isBefore(Instant added, @Nullable LocalDate day) {
        return day != null && added.isBefore(day.atStartOfDay(ZoneId.systemDefault()).toInstant());
    }

    private Map<Place, Double> scores(
            View view,
            Query query,
            Words words,
            @Nullable QueryMeaning asked,
            @Nullable Collection<DocumentId> only) {
        int candidates = Math.max(CANDIDATES, 5 * Math.min(query.limit(), 100_000));
        Map<Place, Float> byWords = new HashMap<>();
        Map<Place, Float> byMeaning = new HashMap<>();
        boolean isDemanding = words.asked().isDemanding();
        boolean asksForWords =
                (query.mode() != Query.Mode.MEANING || isDemanding) && !words.isEmpty();
        ForkJoinTask<Map<Place, Float>> matches =
                meanwhile(() ->
                        asksForWords ? view.search(words.ranking(), only, candidates) : Map.of());
        @Nullable ForkJoinTask<Background> background = null;
        if (query.mode() != Query.Mode.WORDS && asked != null && vectors != null) {
            // On this thread: it may wait for the model, which is loaded with the help of the
            // others.
            float[] vector = asked.vector();
            if (query.mode() == Query.Mode.BOTH) {
                background = meanwhile(() -> vectors.background(vector));
            }
            byMeaning.putAll(vectors.nearest(vector, only, candidates));
        }
        byWords.putAll(matches.join());
        double meaning = query.mode() == Query.Mode.WORDS ? 0 : 1;
        if (background != null && asked != null && vectors != null) {
            double coverage = coverage(view, words, byWords);
            double closest = most(byMeaning);
            double last = byMeaning.values().stream().min(Float::compare).orElse(0f);
            // Each candidate gets both scores, whoever offered it.
            Set<Place> foundByMeaning = without(byMeaning.keySet(), byWords.keySet());
            ForkJoinTask<Map<Place, Float>> more =
                    meanwhile(() -> view.scores(words.ranking(), foundByMeaning));
            byMeaning.putAll(
                    vectors.cosines(asked.vector(), without(byWords.keySet(), byMeaning.keySet())));
            double separation = background.join().separation(closest);
            meaning = Fusion.meaning(separation, coverage, words.tokensOfWord(asked::tokens));
            byWords.putAll(more.join());
            if (isDemanding) {
                byMeaning.keySet().retainAll(byWords.keySet());
            } else {
                Words learned =
                        view.learned(
                                words,
                                best(byWords, byMeaning, meaning, last),
                                Fusion.agreement(meaning));
                Set<Place> all = new HashSet<>(byWords.keySet());
                all.addAll(byMeaning.keySet());
                byWords = view.scores(learned.ranking(), all);
            }
        }
        if (query.mode() == Query.Mode.MEANING && isDemanding && asked != null && vectors != null) {
            // Only what has what was demanded counts, however close the rest is.
            byWords.putAll(
                    view.scores(words.ranking(), without(byMeaning.keySet(), byWords.keySet())));
            byMeaning.keySet().retainAll(byWords.keySet());
            byMeaning.putAll(
                    vectors.cosines(asked.vector(), without(byWords.keySet(), byMeaning.keySet())));
        }
        Map<Place, Double> ofPassages = mixed(query.mode(), byWords, byMeaning, meaning);
        return switch (query.grouping()) {
            case EVERY_PASSAGE -> ofPassages;
            case BEST_PASSAGE_OF_EACH_DOCUMENT ->
                    byDocument(
                            ofPassages,
                            mixed(query.mode(), best(byWords), best(byMeaning), meaning));
        };
    }

    /// Begins what another processor can do meanwhile.
    private static <T> ForkJoinTask<T> meanwhile(Callable<T> work) {
        return ForkJoinPool.commonPool().submit(work);
    }

    /// Returns how much of what the words ask for the best passage has, in \[0, 1\].
    private static double coverage(View view, Words words, Map<Place, Float> byWords) {
        return byWords.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(best -> best.getValue() / view.most(words, best.getKey()))
                .filter(Double::isFinite)
                .map(coverage -> Math.min(coverage, 1))
                .orElse(0.0);
    }

    private static double most(Map<Place, Float> scores) {
        return scores.values().stream().mapToDouble(Float::doubleValue).max().orElse(0);
    }

    /// Returns the passages to learn from: of each of the best documents the one that is closest in
    /// meaning, with how good the document is by words and by meaning, both in \[0, 1\].
    ///
    /// @param last cosine of the last candidate by meaning
    private static Map<Place, double[]> best(
            Map<Place, Float> byWords, Map<Place, Float> byMeaning, double meaning, double last) {
        Map<DocumentId, Float> words = best(byWords);
        Map<DocumentId, Float> cosines = best(byMeaning);
        double mostWords = most(byWords);
        double most = most(byMeaning);
        if (mostWords == 0 || most <= last) {
            return Map.of();
        }
        List<DocumentId> documents =
                Fusion.fuse(words, cosines, meaning).entrySet().stream()
                        .sorted(
                                Map.Entry.<DocumentId, Double>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(Feedback.PASSAGES)
                        .map(Map.Entry::getKey)
                        .toList();
        Map<DocumentId, Map.Entry<Place, Float>> closest = new HashMap<>();
        byMeaning
                .entrySet()
                .forEach(each ->
                        closest.merge(
                                each.getKey().document(),
                                each,
                                BinaryOperator.maxBy(Map.Entry.comparingByValue())));
        Map<Place, double[]> best = new LinkedHashMap<>();
        for (DocumentId document : documents) {
            Map.Entry<Place, Float> passage = closest.get(document);
            if (passage != null) {
                best.put(
                        passage.getKey(),
                        new double[] {
                            words.getOrDefault(document, 0f) / mostWords,
                            Math.max(0, (passage.getValue() - last) / (most - last))
                        });
            }
        }
        return best;
    }

    private static <K> Map<K, Double> mixed(
            Query.Mode mode, Map<K, Float> byWords, Map<K, Float> byMeaning, double meaning) {
        return switch (mode) {
            case WORDS, BOTH -> Fusion.fuse(byWords, byMeaning, meaning);
            case MEANING -> {
                Map<K, Double> scores = new HashMap<>();
                byMeaning.forEach((each, cosine) -> scores.put(each, Math.clamp(cosine, 0.0, 1.0)));
                yield scores;
            }
        };
    }

    /// Returns the score of the best passage of each document. What its other passages score is not
    /// added: that would favor long documents.
    private static Map<DocumentId, Float> best(Map<Place, Float> scores) {
        Map<DocumentId, Float> best = new HashMap<>();
        scores.forEach((place, score) -> best.merge(place.document(), score, Math::max));
        return best;
    }

    /// Returns for each document its best passage, with the score of the document: words may stand
    /// in one passage and the meaning in another, so the two are mixed for the whole document.
    private static Map<Place, Double> byDocument(
            Map<Place, Double> passages, Map<DocumentId, Double> documents) {
        Map<DocumentId, Map.Entry<Place, Double>> best = new HashMap<>();
        for (Map.Entry<Place, Double> each : passages.entrySet()) {
            best.merge(
                    each.getKey().document(),
                    each,
                    BinaryOperator.maxBy(Map.Entry.comparingByValue()));
        }
        Map<Place, Double> scores = new HashMap<>();
        best.forEach((document, passage) ->
                scores.put(passage.getKey(), documents.getOrDefault(document, 0.0)));
        return scores;
    }

    private static Set<Place> without(Set<Place> all, Set<Place> those) {
        var rest = new HashSet<>(all);
        rest.removeAll(those);
        return rest;
    }

    private List<Hit> hits(
            View view,
            Map<Place, Double> scores,
            Query query,
            Words words,
            @Nullable QueryMeaning meaning) {
        var ranked = new ArrayList<>(scores.entrySet());
        ranked.sort(
                Map.Entry.<Place, Double>comparingByValue()
                        .reversed()
                        .thenComparing(each -> each.getKey().document())
                        .thenComparingInt(each -> each.getKey().ordinal()));
        var folds = new ArrayList<Fold>();
        for (Map.Entry<Place, Double> each : ranked) {
            if (folds.size() == query.limit()) {
                break;
            }
            // Both are empty for a document that was removed a moment ago.
            Optional<Entry> entry = entries.of(each.getKey().document());
            Optional<View.Text> text = view.text(each.getKey());
            if (entry.isEmpty() || text.isEmpty()) {
                continue;
            }
            Document document = entry.get().document();
            Passage passage = text.get().passage();
            var fingerprint = Fingerprint.of(passage.text());
            Optional<Fold> like =
                    folds.stream().filter(fold -> fold.fingerprint.isLike(fingerprint)).findFirst();
            if (like.isPresent()) {
                like.get().twins.add(new Hit.Twin(document, passage.page()));
            } else {
                double score = Math.clamp(each.getValue(), 0, 1);
                folds.add(new Fold(document, text.get(), score, fingerprint, new ArrayList<>()));
            }
        }
        Snippet.Closest closest = meaning == null ? NOBODY_KNOWS : each -> closest(each, meaning);
        // The sentences of ten hits take the model a tenth of a second on one core.
        return IntStream.range(0, folds.size())
                .parallel()
                .mapToObj(each ->
                        folds.get(each).hit(words, each < SEEN_AT_ONCE ? closest : NOBODY_KNOWS))
                .toList();
    }

    /// Returns the position of the sentence that is closest to a query; -1 if that cannot be told.
    private static int closest(List<String> sentences, QueryMeaning meaning) {
        if (sentences.size() < 2) {
            return sentences.size() - 1;
        }
        List<float[]> made = meaning.vectors(sentences);
        float[] vector = meaning.vector();
        int closest = -1;
        for (int i = 0; i < made.size(); i++) {
            if (closest < 0 || dot(vector, made.get(i)) > dot(vector, made.get(closest))) {
                closest = i;
            }
        }
        return closest;
    }

    /// A hit with what is folded into it.
    private record Fold(
            Document document,
            View.Text text,
            double score,
            Fingerprint fingerprint,
            List<Hit.Twin> twins) {

        Hit hit(Words words, Snippet.Closest closest) {
            Passage passage = text.passage();
            var snippet = Snippet.of(passage.text(), words, text.language(), closest);
            return new Hit(document, passage, score, snippet, twins);
        }
    }

    private Optional<Hit> hit(View view, Place place, double score, Words words) {
        Optional<Entry> entry = entries.of(place.document());
        Optional<View.Text> text = view.text(place);
        if (entry.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        double clamped = Math.clamp(score, 0, 1);
        Document document = entry.get().document();
        var fold = new Fold(document, text.get(), clamped, Fingerprint.of(""), List.of());
        return Optional.of(fold.hit(words, NOBODY_KNOWS));
    }

    /// Compares the mean of the vectors of each document: the dot product of two means is the mean
    /// of the cosines of all pairs of passages.
    List<Hit> similar(DocumentId id, int limit) {
        VectorGeneration generation = vectors;
        if (generation == null) {
            return List.of();
        }
        float[] mean = mean(generation.vectors(id));
        float[] direction = unit(mean);
        if (direction.length == 0) {
            return List.of();
        }
        Map<Place, Float> near =
                generation.nearest(direction, null, Math.max(CANDIDATES, 20 * limit));
        Map<DocumentId, Map.Entry<Place, Float>> best = new HashMap<>();
        for (Map.Entry<Place, Float> each : near.entrySet()) {
            if (!each.getKey().document().equals(id)) {
                best.merge(
                        each.getKey().document(),
                        each,
                        BinaryOperator.maxBy(Map.Entry.comparingByValue()));
            }
        }
        record Similar(Place place, double score) {}
        var nothing = Words.of(QueryText.of(""), List.of());
        List<Similar> ranked =
                best.values().stream()
                        .map(each ->
                                new Similar(
                                        each.getKey(),
                                        cosine(
                                                direction,
                                                mean(
                                                        generation.vectors(
                                                                each.getKey().document())))))
                        .sorted(
                                Comparator.comparingDouble(Similar::score)
                                        .reversed()
                                        .thenComparing(each -> each.place.document()))
                        .toList();
        return passages.view(view ->
                ranked.stream()
                        .flatMap(each -> hit(view, each.place, each.score, nothing).stream())
                        .limit(limit)
                        .toList());
    }

    private static float[] mean(List<float[]> vectors) {
        if (vectors.isEmpty()) {
            return new float[0];
        }
        var mean = new float[vectors.getFirst().length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i] / vectors.size();
            }
        }
        return mean;
    }

    private static float[] unit(float[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        var unit = vector.clone();
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (unit[i] / length);
        }
        return unit;
    }

    private static double cosine(float[] unit, float[] other) {
        double length = Math.sqrt(dot(other, other));
        return length == 0 ? 0 : dot(unit, other) / length;
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
