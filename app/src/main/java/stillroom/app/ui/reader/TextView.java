package stillroom.app.ui.reader;

import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.index.Status;

/// The text of a document in a narrow column, with nothing around it.
public final class TextView extends StackPane {

    private final Messages messages;
    private final PaperView paper;
    private final StackPane notice = new StackPane();

    public TextView(ReaderViewModel model, Messages messages) {
        this.messages = messages;
        this.paper = new PaperView(messages.text("reader.text"));
        paper.getStyleClass().add("st-narrow");
        notice.setMouseTransparent(true);
        getChildren().addAll(paper, notice);
        Controls.follow(this, model.state(), () -> show(model.state().get()));
        show(model.state().get());
    }

    private void show(ReaderViewModel.State state) {
        notice.getChildren().clear();
        paper.setVisible(state instanceof ReaderViewModel.State.Open);
        switch (state) {
            case ReaderViewModel.State.Closed(), ReaderViewModel.State.Opening(_) -> {}
            case ReaderViewModel.State.Open(_, var blocks, var pages) -> paper.show(blocks, pages);
            case ReaderViewModel.State.Textless(var row) ->
                    notice.getChildren().add(reason(row.document().status(), messages));
        }
    }

    /// Why there is no text to show.
    static VBox reason(Status status, Messages messages) {
        return switch (status) {
            case Status.Failed(var problem, _) ->
                    Controls.emptiness(
                            BootstrapIcons.EXCLAMATION_TRIANGLE,
                            messages.problem(problem),
                            messages.remedy(problem));
            case Status.Waiting _, Status.Words _, Status.Indexed _ ->
                    Controls.emptiness(
                            BootstrapIcons.DASH_CIRCLE_DOTTED,
                            messages.text("reader.waiting"),
                            messages.text("reader.waiting.advice"));
        };
    }
}
