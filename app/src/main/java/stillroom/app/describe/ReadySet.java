package stillroom.app.describe;

import java.util.HashSet;
import java.util.List;
import stillroom.ai.label.ReadyLabels;
import stillroom.index.Label;
import stillroom.index.LocalIndex;

/// The ready labels of a library: kinds of document that most people keep, off until somebody
/// switches them on. A ready label that is on is a label like any other. It is known by its
/// description, by which texts are judged: its name may be in the language of who switches it on.
/// Not for the FX thread, but for [#all] and [#isOn].
public final class ReadySet {

    private final LocalIndex index;

    ReadySet(LocalIndex index) {
        this.index = index;
    }

    /// Every ready label, in the order in which to offer them.
    public List<Label> all() {
        return ReadyLabels.all().stream()
                .map(label -> new Label(label.name(), label.description()))
                .toList();
    }

    /// Whether the library has a ready label, or one of the user's own with its name.
    public boolean isOn(Label ready) {
        return index.labels().stream()
                .anyMatch(label -> label.name().equals(ready.name()) || isIt(label, ready));
    }

    private static boolean isIt(Label label, Label ready) {
        return label.description().equals(ready.description());
    }

    /// Adds those ready labels that the library does not have, by the names that they have here; a
    /// label of the user's own with the same name keeps its description. Proposing them is left to
    /// the caller.
    public void switchOn(List<Label> wanted) {
        for (var ready : wanted) {
            if (!isOn(ready)) {
                index.putLabel(ready);
            }
        }
    }

    /// Removes those that nobody has used: not set or taken off any document, not taught, not
    /// described anew.
    public void switchOff(List<Label> unwanted) {
        var used = new HashSet<String>();
        index.labelsByHand()
                .values()
                .forEach(byHand -> {
                    used.addAll(byHand.set());
                    used.addAll(byHand.unset());
                });
        index.examples().forEach(example -> used.add(example.label()));
        for (var label : index.labels()) {
            if (!used.contains(label.name())
                    && unwanted.stream().anyMatch(ready -> isIt(label, ready))) {
                index.removeLabel(label.name());
            }
        }
    }
}
