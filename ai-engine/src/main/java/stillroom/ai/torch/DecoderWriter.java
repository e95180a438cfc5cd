package stillroom.ai.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Writes with a decoder, which reads and writes one text. What it has read stays in memory, so
/// that the next text with the same beginning starts where the two part.
final class DecoderWriter implements Writer {

    private final LlamaDecoder model;
    private final Set<Long> ends;

    /// Tokens that the model has read.
    private final List<Long> held = new ArrayList<>();

    private long last;

    /// @param ends tokens that end an answer
    DecoderWriter(LlamaDecoder model, Set<Long> ends) {
        this.model = model;
        this.ends = Set.copyOf(ends);
    }

    @Override
    public int read(long[] text, int toWrite, BooleanSupplier stop) {
        int known = common(text);
        forget(known);
        for (int at = known; at < text.length - 1; at += LlamaDecoder.PIECE) {
            Writer.requireGoesOn(stop);
            long[] next =
                    Arrays.copyOfRange(
                            text, at, Math.min(at + LlamaDecoder.PIECE, text.length - 1));
            model.feed(next);
            remember(next);
        }
        last = text[text.length - 1];
        return known;
    }

    /// How many tokens both begin with; the last one of a text is always read anew, to hear what
    /// follows it.
    private int common(long[] text) {
        int common = 0;
        while (common < held.size()
                && common < text.length - 1
                && held.get(common) == text[common]) {
            common++;
        }
        return common;
    }

    private void forget(int keep) {
        model.keep(keep);
        held.subList(keep, held.size()).clear();
    }

    private void remember(long... tokens) {
        for (long token : tokens) {
            held.add(token);
        }
    }

    @Override
    public boolean goOn(List<Long> written) {
        long next = model.next(last);
        remember(last);
        if (ends.contains(next)) {
            return false;
        }
        written.add(next);
        last = next;
        return true;
    }

    @Override
    public void end(List<Long> written) {
        // Each token was certain at once.
    }

    @Override
    public void close() {
        model.close();
    }
}
