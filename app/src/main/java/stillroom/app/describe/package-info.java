/// What documents are about: [Describer] brings the library together with the models that summarize
/// and label.
package stillroom.app.describe;
