package stillroom.ai.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import stillroom.ai.pack.Seq2Seq;

/// Writes with a model that reads a whole text and then writes another, by the rules that were
/// published with it: one word after another, or going on with several beginnings at once (a beam
/// search, as transformers does it). What is written is certain as far as all beginnings agree.
final class Seq2SeqWriter implements Writer {

    private final Seq2SeqModel model;
    private final long words;
    private final Set<Long> ends;
    private final Seq2Seq seq2seq;
    private final Seq2Seq.Search search;
    private final int beams;

    private long[] read = new long[0];
    private List<Beginning> beginnings = List.of();
    private List<Finished> finished = List.of();
    private int most;
    private int length;
    private boolean ended;

    /// A text that may go on.
    ///
    /// @param tokens without the one that starts every text
    /// @param sum of the logarithms of their probabilities
    /// @param parent the number of the beginning that this one goes on with
    private record Beginning(List<Long> tokens, double sum, int parent) {}

    /// A text that came to its end.
    private record Finished(List<Long> tokens, double score) {}

    /// @param words how many the model knows
    /// @param ends tokens that end a text
    /// @param beams most beginnings to go on with at once
    Seq2SeqWriter(Seq2SeqModel model, long words, Set<Long> ends, Seq2Seq seq2seq, int beams) {
        this.model = model;
        this.words = words;
        this.ends = Set.copyOf(ends);
        this.seq2seq = seq2seq;
        this.search = seq2seq.search();
        this.beams = beams;
    }

    @Override
    public int read(long[] text, int toWrite, BooleanSupplier stop) {
        boolean known = Arrays.equals(read, text);
        if (!known) {
            read = new long[0];
            model.read(text, stop);
            read = text.clone();
        }
        model.rewind();
        beginnings = List.of(new Beginning(List.of(), 0, 0));
        finished = List.of();
        most = toWrite;
        length = 0;
        ended = false;
        return known ? text.length : 0;
    }

    @Override
    public boolean goOn(List<Long> written) {
        if (beams == 1) {
            return goOnAlone(written);
        }
        List<Beginning> candidates = candidates();
        length++;
        settle(candidates);
        if (ended) {
            end(written);
            return false;
        }
        tellCommon(written);
        return true;
    }

    @Override
    public void end(List<Long> written) {
        // A text that is cut off is as good as one that came to its end, as transformers has it.
        int ending = search.lastToken() >= 0 ? 1 : 0;
        List<Finished> all = new ArrayList<>(finished);
        if (!ended) {
            for (Beginning each : beginnings) {
                all.add(
                        new Finished(
                                each.tokens(), score(each.sum(), each.tokens().size() + ending)));
            }
        }
        all.stream()
                .max(Comparator.comparingDouble(Finished::score))
                .ifPresent(best ->
                        written.addAll(
                                best.tokens().subList(written.size(), best.tokens().size())));
        ended = true;
        finished = List.of();
    }

    private boolean goOnAlone(List<Long> written) {
        List<Long> tokens = beginnings.getFirst().tokens();
        long last = tokens.isEmpty() ? seq2seq.startToken() : tokens.getLast();
        long likeliest = model.next(last, banned(tokens));
        long next = forced() >= 0 ? forced() : likeliest;
        length++;
        if (ends.contains(next)) {
            ended = true;
            return false;
        }
        List<Long> longer = new ArrayList<>(tokens);
        longer.add(next);
        beginnings = List.of(new Beginning(longer, 0, 0));
        written.add(next);
        return true;
    }

    /// The token that has to come next; -1 for any.
    private long forced() {
        return length == 0 ? search.firstToken() : -1;
    }

    /// The best ways to go on, the best first.
    private List<Beginning> candidates() {
        long[] parents = new long[beginnings.size()];
        long[] tokens = new long[parents.length];
        double[] sums = new double[parents.length];
        List<Long> banned = new ArrayList<>();
        for (int row = 0; row < parents.length; row++) {
            Beginning each = beginnings.get(row);
            parents[row] = each.parent();
            tokens[row] = each.tokens().isEmpty() ? seq2seq.startToken() : each.tokens().getLast();
            sums[row] = each.sum();
            long[] here = banned(each.tokens());
            banned.add((long) here.length);
            Arrays.stream(here).forEach(banned::add);
        }
        int wanted = Math.max(2, 1 + ends.size()) * beams;
        double[] best =
                model.best(
                        parents,
                        tokens,
                        sums,
                        banned.stream().mapToLong(Long::longValue).toArray(),
                        wanted);
        long forced = forced();
        List<Beginning> candidates = new ArrayList<>();
        if (forced >= 0) {
            // What has to come costs nothing.
            return List.of(longer(0, forced, 0));
        }
        for (int at = 0; at < best.length; at += 2) {
            candidates.add(
                    longer((int) (best[at + 1] / words), (long) best[at + 1] % words, best[at]));
        }
        return candidates;
    }

    private Beginning longer(int row, long token, double sum) {
        List<Long> tokens = new ArrayList<>(beginnings.get(row).tokens());
        tokens.add(token);
        return new Beginning(tokens, sum, row);
    }

    /// Sorts the candidates into texts that are finished and those that go on.
    private void settle(List<Beginning> candidates) {
        List<Beginning> goingOn = new ArrayList<>();
        List<Finished> best = new ArrayList<>(finished);
        for (int rank = 0; rank < candidates.size(); rank++) {
            Beginning each = candidates.get(rank);
            if (!ends.contains(each.tokens().getLast())) {
                if (goingOn.size() < beams) {
                    goingOn.add(each);
                }
            } else if (rank < beams) {
                best.add(
                        new Finished(
                                each.tokens().subList(0, each.tokens().size() - 1),
                                score(each.sum(), length)));
            }
        }
        best.sort(Comparator.comparingDouble(Finished::score).reversed());
        finished = List.copyOf(best.subList(0, Math.min(beams, best.size())));
        beginnings = goingOn;
        ended = goingOn.isEmpty() || (finished.size() == beams && cannotImprove());
    }

    private boolean cannotImprove() {
        return search.stopsEarly()
                || score(beginnings.getFirst().sum(), length) <= finished.getLast().score();
    }

    private double score(double sum, int tokens) {
        return sum / Math.pow(Math.max(1, tokens), search.lengthPenalty());
    }

    /// Tokens that may not follow.
    private long[] banned(List<Long> tokens) {
        Set<Long> banned = new TreeSet<>();
        // The token that starts a text counts as one of it.
        int least = Math.min(search.leastTokens(), most / 2);
        if (length + 1 < least) {
            banned.addAll(ends);
        }
        int run = search.unrepeatedWords();
        if (run > 0) {
            List<Long> all = new ArrayList<>();
            all.add(seq2seq.startToken());
            all.addAll(tokens);
            if (all.size() >= run) {
                List<Long> last = all.subList(all.size() - run + 1, all.size());
                for (int at = 0; at + run <= all.size(); at++) {
                    if (all.subList(at, at + run - 1).equals(last)) {
                        banned.add(all.get(at + run - 1));
                    }
                }
            }
        }
        return banned.stream().mapToLong(Long::longValue).toArray();
    }

    private void tellCommon(List<Long> written) {
        List<List<Long>> all = new ArrayList<>();
        beginnings.forEach(each -> all.add(each.tokens()));
        finished.forEach(each -> all.add(each.tokens()));
        int common = all.stream().mapToInt(List::size).min().orElse(0);
        for (int at = written.size(); at < common; at++) {
            long token = all.getFirst().get(at);
            for (List<Long> each : all) {
                if (each.get(at) != token) {
                    return;
                }
            }
            written.add(token);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
