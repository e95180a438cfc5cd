/// What the screens share: words ([Messages]), work off the FX thread ([Requests]), the documents
/// as the FX thread knows them ([Documents]), and the controls of the visual language ([Controls]).
/// Knows none of the screens.
package stillroom.app.ui.common;
