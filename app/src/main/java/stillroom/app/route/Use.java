package stillroom.app.route;

import java.util.List;

/// What the cloud may be used for.
public sealed interface Use {

    /// A summary of the text.
    record Summary() implements Use {}

    /// An answer to a question about the text.
    record Answer(String question) implements Use {}

    /// One of these labels for the text.
    record Label(List<String> names) implements Use {}

    /// What the model is told to do.
    default String task() {
        var what =
                switch (this) {
                    case Summary _ ->
                            "Summarize the text in at most six sentences, in its own language.";
                    case Answer(var question) ->
                            "Answer the question from the text alone, and say so if it does not"
                                    + " tell. Question: "
                                    + question;
                    case Label(var names) ->
                            "Say which one of these labels fits the text best, or \"none\"; reply"
                                    + " with the label alone. Labels: "
                                    + String.join("; ", names);
                };
        return what
                + " Marks such as [KIND-1] stand for words that are withheld; keep them as they"
                + " are.";
    }

    /// The longest answer that is wanted, in tokens.
    default int mostTokens() {
        return switch (this) {
            case Summary _ -> 400;
            case Answer _ -> 600;
            case Label _ -> 20;
        };
    }

    /// Short name, for the record.
    default String word() {
        return switch (this) {
            case Summary _ -> "summary";
            case Answer _ -> "answer";
            case Label _ -> "label";
        };
    }
}
