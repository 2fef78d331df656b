using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Asks once more without the part that a provider probably refuses; the question itself always stays. What was refused once, and
/// answered without it, is not sent to this model again for a day.
/// </summary>
/// <param name="inner">The model.</param>
/// <param name="model">Where what it refuses is remembered.</param>
/// <param name="onNote">Told what is left out; null when nobody watches.</param>
internal sealed class RequestTrimmingChatClient(IChatClient inner, ModelAddress model, Action<string>? onNote) : StreamedChatClient(inner)
{
    private const int MostTrials = 8;

    private readonly RejectedParts refused = new(model);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var meant = new ModelRequest(messages.ToList(), options);
        var request = refused.LeaveOutKnown(meant);
        var hidden = refused.HidesNewImages(meant) ? $"The model takes no images, as was seen in the last day; it was asked without them. To try again: lurkbot models forget {model.Model}" : null;
        var trial = new RequestTrial(request);
        var updates = Ask(trial.Request, cancellationToken);
        try
        {
            var any = false;
            for (var trials = 1; ; trials++)
            {
                RequestTrial? next;
                try
                {
                    any = await updates.MoveNextAsync();
                    break;
                }
                catch (ModelException e) when (trials < MostTrials && RejectedParts.Next(trial, e) is not null)
                {
                    next = RejectedParts.Next(trial, e);
                }

                trial = next!;
                await updates.DisposeAsync();
                updates = Ask(trial.Request, cancellationToken);
            }

            var what = trial.What;
            if (what is not null)
                refused.Learn(request, trial);
            what ??= hidden;
            if (what is not null)
                onNote?.Invoke(what);

            for (; any; any = await updates.MoveNextAsync())
            {
                if (what is not null)
                    updates.Current.AdditionalProperties = ModelNotice.AddTo(updates.Current.AdditionalProperties, what);
                what = null;
                yield return updates.Current;
            }
        }
        finally
        {
            await updates.DisposeAsync();
        }
    }

    private IAsyncEnumerator<ChatResponseUpdate> Ask(ModelRequest request, CancellationToken cancellationToken) =>
        InnerClient.GetStreamingResponseAsync(request.Messages, request.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
}
