package stillroom.app.ui.common;

import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// A page of its own beside the library: a title, a line below it, acts at the right, and cards
/// that scroll.
public abstract class PageView extends VBox {

    /// Narrower than this, the acts go below the title.
    private static final double BESIDE = 560;

    private final VBox cards = Controls.styled(new VBox(), "st-page");
    private final HBox acts = Controls.row(Controls.S2);

    protected PageView(String title, ObservableValue<String> line) {
        getStyleClass().add("st-desk");
        var words = Controls.column(0, Controls.text(title, "t-title"), prose(line));
        words.setMinWidth(0);
        var top = Controls.row(Controls.S2, Controls.growing(words), acts);
        var head = Controls.styled(top, "st-page-head");
        var below = Controls.styled(new HBox(), "st-page-acts");
        below.setMinHeight(USE_PREF_SIZE);
        widthProperty()
                .addListener(_ -> {
                    boolean narrow = getWidth() < BESIDE;
                    var place = narrow ? below : top;
                    if (!place.getChildren().contains(acts)) {
                        place.getChildren().add(acts);
                    }
                    Controls.shown(below, narrow && !acts.getChildren().isEmpty());
                });
        Controls.shown(below, false);
        var scroll = Controls.styled(new ScrollPane(cards), "st-scroll");
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setFocusTraversable(false);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        getChildren().addAll(head, below, Controls.growing(scroll));
    }

    private static Label prose(ObservableValue<String> line) {
        var prose = Controls.prose("", "t-small", "st-muted");
        prose.textProperty().bind(line);
        return prose;
    }

    /// Puts buttons at the right of the title.
    protected final void addActs(Node... nodes) {
        acts.getChildren().addAll(nodes);
    }

    /// Puts cards below what is there.
    protected final void addCards(Node... nodes) {
        cards.getChildren().addAll(nodes);
    }

    /// Looks anew at what the page shows. Called whenever the page is gone to.
    public abstract void refresh();
}
