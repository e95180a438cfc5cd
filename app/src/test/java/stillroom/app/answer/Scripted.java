package stillroom.app.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import stillroom.ai.Generator;

/// Writes what a test wants, and remembers what it read.
public final class Scripted implements Generator {

    private final Function<String, String> script;
    private final List<String> read = new ArrayList<>();
    private boolean instructed = true;

    /// @param script makes the answer of the last turn
    public Scripted(Function<String, String> script) {
        this.script = script;
    }

    /// From now on it can do nothing but summarize.
    Scripted summarizing() {
        instructed = false;
        return this;
    }

    @Override
    public int room(int toWrite) {
        return maxTokens() - toWrite;
    }

    @Override
    public boolean isInstructed() {
        return instructed;
    }

    /// The last turn of each conversation.
    public List<String> read() {
        return read;
    }

    @Override
    public String pack() {
        return "scripted@1";
    }

    @Override
    public String precision() {
        return "int8";
    }

    @Override
    public int maxTokens() {
        return 2_048;
    }

    @Override
    public int countTokens(String text) {
        return text.length() / 4;
    }

    @Override
    public Written write(List<Turn> turns, int most, Consumer<String> piece, BooleanSupplier stop) {
        read.add(turns.getLast().text());
        var text = script.apply(turns.getLast().text());
        for (var word : text.split("(?<= )", -1)) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("stopped");
            }
            piece.accept(word);
        }
        return new Written(text, true, countTokens(turns.getLast().text()), 0, 9, 1, 2);
    }
}
