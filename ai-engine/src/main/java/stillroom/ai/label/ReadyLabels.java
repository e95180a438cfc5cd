package stillroom.ai.label;

import java.util.List;
import stillroom.ai.Classifier.LabelMeaning;

/// The labels that a new library is offered, described so that a text can be compared with them.
public final class ReadyLabels {

    private ReadyLabels() {}

    /// Kinds of document that most people keep, in the order in which to offer them.
    public static List<LabelMeaning> all() {
        return List.of(
                new LabelMeaning(
                        "invoice",
                        "an invoice or bill: invoice number, items, amounts, tax, total due,"
                                + " payment terms"),
                new LabelMeaning(
                        "contract",
                        "a contract or agreement between parties: obligations, term, termination,"
                                + " liability, governing law, signatures"),
                new LabelMeaning(
                        "letter",
                        "a formal letter on paper to a named person, with salutation, closing and"
                                + " signature"),
                new LabelMeaning(
                        "report",
                        "a report that presents findings, analysis, figures and recommendations of"
                                + " an organization"),
                new LabelMeaning(
                        "résumé",
                        "a résumé or curriculum vitae: work experience, education, skills of a"
                                + " person who applies for a job"),
                new LabelMeaning(
                        "minutes",
                        "minutes of a meeting: attendees, agenda items, discussion, decisions,"
                                + " action items"),
                new LabelMeaning(
                        "scientific paper",
                        "a scientific paper: abstract, method, experiments, results, references"),
                new LabelMeaning(
                        "medical record",
                        "a medical record of a patient: symptoms, diagnosis, medication, laboratory"
                                + " results, treatment"),
                new LabelMeaning(
                        "bank statement",
                        "a bank statement: account number, transactions, deposits, withdrawals,"
                                + " opening and closing balance"),
                new LabelMeaning(
                        "e-mail",
                        "an e-mail message with sender, recipient and subject, or a reply to one"),
                new LabelMeaning(
                        "presentation",
                        "a presentation: slides with headings and short bullet points"),
                new LabelMeaning(
                        "source code",
                        "source code of a computer program: functions, variables, imports,"
                                + " comments"));
    }
}
