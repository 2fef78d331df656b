using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Finds what a provider that refuses a request probably means: how it is asked, images, else the newest tool results; and
/// remembers what one model refused, so that it is not asked twice in every turn while that is in its context.
/// </summary>
/// <param name="model">The model that is asked.</param>
internal sealed class RejectedParts(ModelAddress model)
{
    private const string Steps = "steps";
    private const string Temperature = "temperature";
    private const string Reasoning = "reasoning";
    private const string ToolChoice = "tool_choice";
    private const string Tools = "tools";
    private const string Images = "images";
    private const string SystemRole = "system role";
    private const string Instead = "[Left out: the provider refused it.]";

    /// <summary>Parts that have a name, in the order in which they are tried.</summary>
    private static readonly (string Part, Func<string, bool> IsNamed, string What)[] Named =
    [
        (Steps, RefusalText.NamesReasoningOfSteps, StepsAsText.Note),
        (Temperature, RefusalText.NamesTemperature, "The model cannot be told a temperature (LURKBOT_TEMPERATURE); it was asked again without it."),
        (Reasoning, RefusalText.NamesThinking, "The model cannot be told how much to think (LURKBOT_REASONING); it was asked again without that."),
        (ToolChoice, RefusalText.NamesToolChoice, "The model cannot be told which tool to use; it was asked again without that."),
        (Tools, RefusalText.NamesTools, "The model cannot use tools; it was asked again without them."),
        (Images, RefusalText.NamesImages, "The provider refused the request; it was asked again without the images."),
        (SystemRole, RefusalText.NamesSystemRole, "The model knows no system prompt; it was asked again with it in the first message."),
    ];

    /// <summary>Files and results of tools that were refused, each for itself.</summary>
    private readonly HashSet<string> contents = new(StringComparer.Ordinal);

    /// <summary>Calls of steps that were refused as calls.</summary>
    private readonly HashSet<string> steps = new(StringComparer.Ordinal);

    /// <summary>The request without what was refused before; nobody is told of that again.</summary>
    public ModelRequest LeaveOutKnown(ModelRequest request)
    {
        var refused = model.Refused;
        foreach (var (part, _, _) in Named)
        {
            if (refused.Contains(part) && Has(request, part))
                request = Without(request, part);
        }

        if (steps.Count > 0 && StepsAsText.Write(request.Messages, steps.Contains) is { } text)
            request = request with { Messages = text };
        return contents.Count == 0 ? request : request with { Messages = [.. request.Messages.Select(message => Without(message, content => KeyOf(content) is { } key && contents.Contains(key)))] };
    }

    /// <summary>Whether the newest message of a person has images, none of which the model takes.</summary>
    /// <param name="meant">The request before anything was left out.</param>
    public bool HidesNewImages(ModelRequest meant) =>
        meant.Messages.FindLast(message => message.Role == ChatRole.User) is { } newest && newest.Contents.Any(IsImage) && model.Refused.Contains(Images);

    /// <summary>What to try after a refusal.</summary>
    /// <param name="trial">What was tried.</param>
    /// <param name="refusal">What the provider says.</param>
    /// <returns>Null when there is nothing but text to leave out.</returns>
    public static RequestTrial? Next(RequestTrial trial, ModelException refusal)
    {
        var isAboutTheRequest = refusal.Failure == ModelFailure.InvalidRequest || (refusal.Status is 400 or 404 or 405 or 422 or 501 && refusal.Failure is ModelFailure.UnknownModel or ModelFailure.Unknown);
        if (!isAboutTheRequest)
            return null;
        if (trial.IsGuess)
            return LastResort(trial.Before!, refusal);
        var said = refusal.Answer.Length > 0 ? refusal.Answer : refusal.Message;
        if (trial.Before is { } before && string.Equals(said, trial.Refusal, StringComparison.Ordinal))
            trial = before with { Innocent = [.. before.Innocent, trial.LeftOut[^1].Part] };
        foreach (var (part, isNamed, what) in Named)
        {
            if (isNamed(said) && Has(trial.Request, part) && !trial.Innocent.Contains(part, StringComparer.Ordinal))
                return trial with { Request = Without(trial.Request, part), LeftOut = [.. trial.LeftOut, (part, what)], Before = trial, Refusal = said, MeansAll = trial.MeansAll || RefusalText.MeansAllImages(said) };
        }

        return refusal.Failure == ModelFailure.InvalidRequest && LeaveOutParts(trial.Request.Messages) is var (rest, guess)
            ? trial with { Request = trial.Request with { Messages = rest }, LeftOut = [.. trial.LeftOut, ("", guess)], Before = trial, IsGuess = true }
            : LastResort(trial, refusal);
    }

    /// <summary>When nothing else helps, the calls of earlier steps are told as text, so that a session never fails for ever.</summary>
    private static RequestTrial? LastResort(RequestTrial trial, ModelException refusal) =>
        refusal.Failure == ModelFailure.InvalidRequest && !trial.LeftOut.Any(left => left.Part == Steps) && !trial.Innocent.Contains(Steps, StringComparer.Ordinal) && Has(trial.Request, Steps)
            ? trial with { Request = Without(trial.Request, Steps), LeftOut = [.. trial.LeftOut, (Steps, StepsAsText.Note)], Before = trial, IsGuess = true }
            : null;

    /// <summary>Remembers what made the difference between a request that was refused and one that was not.</summary>
    /// <param name="refused">The request as it was meant.</param>
    /// <param name="accepted">What the provider answered.</param>
    public void Learn(ModelRequest refused, RequestTrial accepted)
    {
        model.Learn([.. accepted.LeftOut.Select(left => left.Part).Where(part => part.Length > 0 && part != Steps && (part != Images || accepted.MeansAll))]);
        steps.UnionWith(StepsAsText.Calls(refused.Messages).Except(StepsAsText.Calls(accepted.Request.Messages), StringComparer.Ordinal));
        var kept = Keys(accepted.Request, withResults: true).ToHashSet(StringComparer.Ordinal);
        // Results that are told as text are not gone.
        contents.UnionWith(Keys(refused, withResults: steps.Count == 0).Where(key => !kept.Contains(key)));
    }

    private static bool Has(ModelRequest request, string part) => part switch
    {
        Steps => StepsAsText.Calls(request.Messages).Any() && StepsAsText.Write(request.Messages, isMeant: _ => true) is not null,
        Temperature => request.Options?.Temperature is not null,
        Reasoning => request.Options?.Reasoning is not null,
        ToolChoice => request.Options is { Tools.Count: > 0, ToolMode: not null },
        Tools => request.Options?.Tools is { Count: > 0 },
        Images => request.Messages.Exists(message => message.Contents.Any(IsImage)),
        _ => request.Messages.Exists(message => message.Role == ChatRole.System) || request.Options?.Instructions is { Length: > 0 },
    };

    private static ModelRequest Without(ModelRequest request, string part)
    {
        if (part == Images)
            return request with { Messages = [.. request.Messages.Select(message => Without(message, IsImage))] };
        if (part == Steps)
            return StepsAsText.Write(request.Messages, isMeant: _ => true) is { } text ? request with { Messages = text } : request;
        var options = request.Options?.Clone() ?? new ChatOptions();
        switch (part)
        {
            case Temperature:
                options.Temperature = null;
                break;
            case Reasoning:
                options.Reasoning = null;
                break;
            case ToolChoice:
                options.ToolMode = null;
                break;
            case Tools:
                (options.Tools, options.ToolMode) = (null, null);
                break;
            default:
                var messages = InFirstMessage(request.Messages, options.Instructions);
                options.Instructions = null;
                return new ModelRequest(messages, options);
        }

        return request with { Options = options };
    }

    /// <summary>The conversation with what stood in system messages at the beginning of the first message of a person.</summary>
    private static List<ChatMessage> InFirstMessage(List<ChatMessage> messages, string? instructions)
    {
        var words = messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text).Prepend(instructions ?? "").Where(text => text.Length > 0);
        var others = messages.Where(message => message.Role != ChatRole.System).ToList();
        var first = others.FindIndex(message => message.Role == ChatRole.User);
        AIContent said = new TextContent(string.Join("\n\n", words) + "\n\n");
        if (first < 0)
            return [new ChatMessage(ChatRole.User, [said]), .. others];
        var message = others[first];
        // Servers that know one role less know often one form of a content less, too: text stays one text.
        others[first] = new ChatMessage(ChatRole.User, message.Contents is [TextContent only] ? [new TextContent(((TextContent)said).Text + only.Text)] : [said, .. message.Contents]) { AuthorName = message.AuthorName, MessageId = message.MessageId };
        return others;
    }

    private static IEnumerable<string> Keys(ModelRequest request, bool withResults) =>
        request.Messages.SelectMany(message => message.Contents).Where(content => withResults || content is not FunctionResultContent).Select(KeyOf).OfType<string>();

    /// <summary>Tells parts apart that can be refused; null for what never is left out.</summary>
    private static string? KeyOf(AIContent content) => content switch
    {
        DataContent data => Convert.ToHexString(SHA256.HashData(data.Data.Span)),
        UriContent uri => uri.Uri.ToString(),
        HostedFileContent file => file.FileId,
        FunctionResultContent { Result: not Instead } result => $"{result.CallId} {result.Result}",
        _ => null,
    };

    private static (List<ChatMessage> Messages, string What)? LeaveOutParts(List<ChatMessage> messages)
    {
        if (messages.Exists(message => message.Contents.Any(IsFile)))
            return ([.. messages.Select(message => Without(message, IsFile))], "The provider refused the request; it was asked again without the images and files.");
        var last = messages.FindLastIndex(message => message.Contents.OfType<FunctionResultContent>().Any());
        if (last < 0 || messages.FindLastIndex(message => message.Role == ChatRole.User) > last)
            return null;
        var first = messages.FindLastIndex(last, message => message.Role != ChatRole.Tool) + 1;
        if (!messages[first..(last + 1)].SelectMany(message => message.Contents).Any(content => KeyOf(content) is not null))
            return null;
        return ([.. messages.Select((message, index) => index >= first && index <= last ? Without(message, content => content is FunctionResultContent) : message)], "The provider refused the request; it was asked again without the last tool results.");
    }

    private static bool IsFile(AIContent content) => content is DataContent or UriContent or HostedFileContent;

    private static bool IsImage(AIContent content) => content switch
    {
        DataContent data => data.HasTopLevelMediaType("image"),
        UriContent uri => uri.HasTopLevelMediaType("image"),
        _ => false,
    };

    private static ChatMessage Without(ChatMessage message, Func<AIContent, bool> isLeftOut) => message.Contents.Any(isLeftOut)
        ? new ChatMessage(message.Role, [.. message.Contents.Select(content => isLeftOut(content) ? Stub(content) : content)]) { AuthorName = message.AuthorName, MessageId = message.MessageId }
        : message;

    private static AIContent Stub(AIContent content) => content is FunctionResultContent result ? new FunctionResultContent(result.CallId, Instead) : new TextContent(Instead);
}
