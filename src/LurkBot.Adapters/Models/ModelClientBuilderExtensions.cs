using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>The decorators of a model, to be named from the outermost to the innermost.</summary>
internal static class ModelClientBuilderExtensions
{
    /// <summary>Asks once more without the part that a provider refuses.</summary>
    public static ChatClientBuilder UseRequestTrimming(this ChatClientBuilder builder, ModelAddress model, Action<string>? onNote) => builder.Use(inner => new RequestTrimmingChatClient(inner, model, onNote));

    /// <summary>Asks again when a provider has too much to do.</summary>
    public static ChatClientBuilder UseRetries(this ChatClientBuilder builder, Action<string>? onNote, TimeProvider time) => builder.Use(inner => new RetryingChatClient(inner, onNote, time));

    /// <summary>Says what it means when a reply is cut off or has no words.</summary>
    public static ChatClientBuilder UseEmptyReplies(this ChatClientBuilder builder, string addressVariable, Action<string>? onNote) => builder.Use(inner => new EmptyReplyChatClient(inner, addressVariable, onNote));

    /// <summary>Turns the library's errors into one kind.</summary>
    public static ChatClientBuilder UseModelErrors(this ChatClientBuilder builder, string addressVariable, Uri? address, Uri? proxy) => builder.Use(inner => new ModelErrorChatClient(inner, addressVariable, address, proxy));

    /// <summary>Gives the model that a reply names its prefix.</summary>
    public static ChatClientBuilder UseModelPrefix(this ChatClientBuilder builder, string prefix) => builder.Use(inner => new ModelPrefixChatClient(inner, prefix));

    /// <summary>Masks the owner's keys in replies.</summary>
    public static ChatClientBuilder UseMasking(this ChatClientBuilder builder, KnownSecrets secrets) => secrets.IsEmpty ? builder : builder.Use(inner => new MaskingChatClient(inner, secrets));
}
