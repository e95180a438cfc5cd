package stillroom.app.ui.models;

import static stillroom.app.ui.common.Controls.S3;
import static stillroom.app.ui.common.Controls.S4;

import java.time.Instant;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.settings.PrecisionSetting.Measured;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;

/// How fast each precision of a model is on this machine, as bars, and why one was chosen.
final class CalibrationCard extends VBox {

    private static final double NAME = 64;
    private static final double COLUMN = 96;
    private static final double VALUE = 56;
    private static final double BAR = 24;

    private final Messages messages;

    /// @param measured not empty
    CalibrationCard(String pack, List<Measured> measured, @Nullable Instant at, Messages messages) {
        super(S4);
        this.messages = messages;
        getStyleClass().add("st-card");
        var words =
                Controls.column(
                        0,
                        Controls.text(messages.text("calibration", pack), "t-heading"),
                        Controls.text(
                                at == null
                                        ? messages.text("calibration.here")
                                        : messages.text("calibration.when", messages.moment(at)),
                                "t-small",
                                "st-muted"));
        words.setMinWidth(0);
        var head =
                Controls.row(
                        S4,
                        Controls.growing(words),
                        legend("chosen", "calibration.chosen"),
                        legend("other", "calibration.measured"));
        double most = measured.stream().mapToDouble(Measured::passagesPerSecond).max().orElse(1);
        var names =
                line(
                        Controls.text(""),
                        Controls.text(messages.text("calibration.speed"), "t-small", "st-muted"),
                        Controls.text(messages.text("calibration.mean"), "t-small", "st-muted"),
                        Controls.text(messages.text("calibration.least"), "t-small", "st-muted"));
        var rows = Controls.column(0, Controls.styled(names, "st-measure-head"));
        measured.forEach(each -> rows.getChildren().add(row(each, most)));
        getChildren().addAll(head, rows, why(measured));
    }

    private HBox legend(String kind, String words) {
        return Controls.row(
                S3,
                Controls.styled(new Region(), "st-legend", kind),
                Controls.firm(Controls.text(messages.text(words), "t-small", "st-muted")));
    }

    private HBox row(Measured each, double most) {
        var bar = Controls.styled(new Region(), "st-measure", each.chosen() ? "chosen" : "other");
        bar.setMinHeight(BAR);
        bar.setMaxHeight(BAR);
        var speed =
                Controls.firm(
                        Controls.text(
                                messages.number(Math.round(each.passagesPerSecond())),
                                "t-number",
                                "t-strong"));
        var track = new HBox(S3, bar, speed);
        track.setAlignment(Pos.CENTER_LEFT);
        track.setMinWidth(0);
        bar.setMinWidth(0);
        // the longest bar leaves room for its number
        bar.prefWidthProperty()
                .bind(
                        track.widthProperty()
                                .subtract(VALUE)
                                .multiply(each.passagesPerSecond() / most));
        var row =
                line(
                        Controls.text(
                                each.precision(), "t-row", each.chosen() ? "t-strong" : "t-body"),
                        track,
                        number(each.cosine()),
                        number(each.least()));
        row.getStyleClass().add("st-measure-row");
        row.setAccessibleRole(AccessibleRole.TEXT);
        row.setAccessibleText(
                messages.text(
                        each.chosen() ? "models.measured.chosen" : "models.measured.other",
                        each.precision(),
                        messages.number(Math.round(each.passagesPerSecond())),
                        each.cosine()));
        return row;
    }

    private Label number(double cosine) {
        return Controls.text(
                Double.isNaN(cosine) ? "–" : messages.text("models.cosine.value", cosine),
                "t-number");
    }

    private static HBox line(Label name, Region track, Label mean, Label least) {
        name.setMinWidth(NAME);
        for (var column : List.of(mean, least)) {
            column.setMinWidth(COLUMN);
            column.setAlignment(Pos.CENTER_RIGHT);
        }
        track.setMaxWidth(Double.MAX_VALUE);
        return Controls.row(S4, name, Controls.growing(track), mean, least);
    }

    /// What decided, in a sentence.
    private Node why(List<Measured> measured) {
        var chosen = measured.stream().filter(Measured::chosen).findFirst().orElseThrow();
        var reference =
                measured.stream()
                        .filter(each -> each.precision().equals("fp32"))
                        .mapToDouble(Measured::passagesPerSecond)
                        .findFirst()
                        .orElse(0);
        boolean compared = reference > 0 && !chosen.precision().equals("fp32");
        var words =
                compared
                        ? messages.text(
                                "calibration.why",
                                chosen.precision(),
                                chosen.passagesPerSecond() / reference)
                        : messages.text("calibration.why.plain", chosen.precision());
        return Controls.styled(Controls.point(BootstrapIcons.LIGHTBULB, words), "st-notice");
    }
}
