package stillroom.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import stillroom.ai.Classifier.LabelMeaning;

/// Reads labels as they are given on the command line: `A,B` or `A=what it is about,B`.
final class LabelWish {

    private LabelWish() {}

    /// A comma ends a label, but within a description a comma that a space follows belongs to the
    /// description, because that is how people write sentences.
    ///
    /// @throws Failure if there is no label in it, or one twice
    static List<LabelMeaning> parse(String written) {
        var pieces = new ArrayList<String>();
        for (var piece : written.split(",", -1)) {
            var goesOn =
                    !pieces.isEmpty()
                            && pieces.getLast().contains("=")
                            && piece.startsWith(" ")
                            && !piece.contains("=");
            if (goesOn) {
                pieces.add(pieces.removeLast() + "," + piece);
            } else {
                pieces.add(piece);
            }
        }
        Map<String, LabelMeaning> labels = new LinkedHashMap<>();
        for (var piece : pieces) {
            var sign = piece.indexOf('=');
            var name = (sign < 0 ? piece : piece.substring(0, sign)).strip();
            var description = sign < 0 ? "" : piece.substring(sign + 1).strip();
            if (name.isEmpty()) {
                throw Failure.wrongUse("A label needs a name: \"%s\"".formatted(written));
            }
            var meaning = new LabelMeaning(name, description.isEmpty() ? name : description);
            if (labels.put(name, meaning) != null) {
                throw Failure.wrongUse("The label \"%s\" is given twice".formatted(name));
            }
        }
        return List.copyOf(labels.values());
    }
}
