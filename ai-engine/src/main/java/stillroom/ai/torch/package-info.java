/// Models at work in PyTorch, the only package that knows of DJL.
///
/// A model family is one *weightless program*: a small TorchScript file among the resources, whose
/// readable source is `ai-engine/src/main/programs`. [stillroom.ai.torch.AiEngine] opens a model
/// pack, verifies it, and hands its weights to the program of its family, which packs them for the
/// precision that is wanted. From then on a call is one crossing into native code: the tokens of a
/// text go in as whole numbers, a vector comes out.
///
/// Work is done on the calling thread with one native thread, so that as many texts run at once as
/// threads call; only a model that writes has all cores. Nothing here makes threads, keeps texts or
/// opens connections.
package stillroom.ai.torch;
