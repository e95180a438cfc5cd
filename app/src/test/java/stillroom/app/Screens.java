package stillroom.app;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.text.Text;
import stillroom.app.ui.common.Controls;
import stillroom.index.LocalIndex;

/// What must hold on every screen. For the FX thread.
final class Screens {

    private Screens() {}

    /// The words that end in an ellipsis for want of room. Names of documents, folders and labels
    /// may, since nobody knows how long they are.
    static List<String> cut(Node node, LocalIndex index) {
        return cut(node, namesOfTheUser(index));
    }

    private static List<String> cut(Node node, Set<String> namesOfTheUser) {
        var found = new ArrayList<String>();
        if (!node.isVisible()) {
            return found;
        }
        if (node instanceof Labeled labeled
                && labeled.getText() != null
                && labeled.lookup(".text") instanceof Text shown
                && !shown.getText().equals(labeled.getText())
                && !namesOfTheUser.contains(labeled.getText())) {
            found.add(labeled.getText() + " is shown as " + shown.getText());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable()
                    .forEach(child -> found.addAll(cut(child, namesOfTheUser)));
        }
        return found;
    }

    private static Set<String> namesOfTheUser(LocalIndex index) {
        var names = new HashSet<String>();
        for (var document : index.documents()) {
            names.add(Controls.name(document));
            document.labels().forEach(label -> names.add(label.name()));
        }
        return names;
    }

    /// What can take the keyboard by Tab. Of a choice of a few that is what is chosen; the arrows
    /// go to the others.
    static List<Node> usable(Node node) {
        var found = new ArrayList<Node>();
        if (node.isVisible() && !node.isDisabled()) {
            boolean another =
                    node instanceof ToggleButton toggle
                            && toggle.getToggleGroup() != null
                            && toggle.getToggleGroup().getSelectedToggle() != null
                            && !toggle.isSelected();
            if (node.isFocusTraversable() && !another) {
                found.add(node);
            }
            if (node instanceof Parent parent) {
                parent.getChildrenUnmodifiable().forEach(child -> found.addAll(usable(child)));
            }
        }
        return found;
    }

    /// The controls that a screen reader could not name.
    static List<Node> nameless(Node node) {
        var found = new ArrayList<Node>();
        boolean asks =
                node instanceof ButtonBase
                        || node instanceof MenuButton
                        || node instanceof TextInputControl
                        || node instanceof ListView
                        || node instanceof TableView
                        || (node instanceof Control && node.isFocusTraversable());
        boolean part = node instanceof ScrollPane || node.getParent() instanceof MenuButton;
        if (asks && !part && node.isVisible() && !hasName(node)) {
            found.add(node);
        }
        if (node instanceof Parent parent && node.isVisible()) {
            parent.getChildrenUnmodifiable().forEach(child -> found.addAll(nameless(child)));
        }
        return found;
    }

    private static boolean hasName(Node node) {
        var name = node.getAccessibleText();
        return (name != null && !name.isBlank())
                || (node instanceof Labeled labeled
                        && labeled.getText() != null
                        && !labeled.getText().isBlank());
    }
}
