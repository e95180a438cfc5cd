package stillroom.app.describe;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import stillroom.ai.label.ReadyLabels;
import stillroom.index.Label;
import stillroom.index.LocalIndex;

/// The ready labels of a library: kinds of document that most people keep, off until somebody
/// switches them on. A ready label that is on is a label like any other. Not for the FX thread, but
/// for [#all] and [#isOn].
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

    /// Whether the library has a label of this name.
    public boolean isOn(String name) {
        return index.labels().stream().anyMatch(label -> label.name().equals(name));
    }

    /// Adds those of the ready labels that the library does not have; a label of the user's own
    /// with the same name keeps its description. Proposing them is left to the caller.
    public void switchOn(Set<String> names) {
        for (var label : all()) {
            if (names.contains(label.name()) && !isOn(label.name())) {
                index.putLabel(label);
            }
        }
    }

    /// Removes those that nobody has used: not set or taken off any document, not taught, not
    /// described anew.
    public void switchOff(Set<String> names) {
        var used = new HashSet<String>();
        index.labelsByHand()
                .values()
                .forEach(byHand -> {
                    used.addAll(byHand.set());
                    used.addAll(byHand.unset());
                });
        index.examples().forEach(example -> used.add(example.label()));
        for (var label : all()) {
            if (names.contains(label.name())
                    && !used.contains(label.name())
                    && index.labels().contains(label)) {
                index.removeLabel(label.name());
            }
        }
    }
}
