package stillroom.ai.label;

import java.util.List;
import stillroom.ai.Classifier.LabelMeaning;

/// The labels that a new library is offered. Each is described by what such documents are called
/// and by words that stand in them: a text is close to its like, not to the name of its kind.
public final class ReadyLabels {

    private ReadyLabels() {}

    /// Kinds of document that most people keep, in the order in which to offer them.
    public static List<LabelMeaning> all() {
        return List.of(
                new LabelMeaning(
                        "invoice",
                        "an invoice or bill: invoice number, price per item, subtotal, tax,"
                                + " total amount due, please pay"),
                new LabelMeaning(
                        "contract",
                        "a contract, agreement or lease: the parties agree, shall, "
                                + "terminate, notice, liability, governing law"),
                new LabelMeaning(
                        "letter",
                        "a formal letter: dear sir or madam, thank you for your letter, "
                                + "yours sincerely"),
                new LabelMeaning(
                        "report",
                        "a business report: executive summary, findings, figures, "
                                + "recommendations"),
                new LabelMeaning(
                        "résumé",
                        "a résumé or curriculum vitae: work experience, job history, "
                                + "education, degrees, skills, languages"),
                new LabelMeaning(
                        "minutes",
                        "minutes of a meeting: present, apologies, agenda, resolved, action"
                                + " items, next meeting"),
                new LabelMeaning(
                        "scientific paper",
                        "a scientific paper: abstract, we propose a method, experiments, "
                                + "results, measurements, references"),
                new LabelMeaning(
                        "medical record",
                        "a medical record: patient, symptoms, diagnosis, medication, "
                                + "laboratory results, treatment"),
                new LabelMeaning(
                        "bank statement",
                        "a bank statement: account number, opening balance, card payment, "
                                + "direct debit, closing balance"),
                new LabelMeaning("e-mail", "an e-mail: from, to, subject, hi, best regards"),
                new LabelMeaning(
                        "presentation",
                        "a presentation: slides, bullet points, agenda, next steps, thank "
                                + "you"),
                new LabelMeaning(
                        "source code",
                        "source code of a computer program: functions, variables, imports, "
                                + "loops, return values"));
    }
}
