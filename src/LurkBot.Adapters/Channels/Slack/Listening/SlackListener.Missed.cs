namespace LurkBot.Channels;

/// <summary>What was said while nothing was heard.</summary>
internal sealed partial class SlackListener
{
    /// <summary>Waits until a connection says farewell, or Slack has held events back for a while.</summary>
    /// <returns>Whether events were held back: the histories have them.</returns>
    private async Task<bool> IsHeldBackAsync(SlackConnection current, CancellationToken cancellationToken)
    {
        var over = heldBack.Over;
        await ((Task)Task.WhenAny(current.Farewell, over)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested || current.Farewell.IsCompleted)
            return false;
        before = await over;
        heldBack.Begin();
        LogHeldBack();
        return true;
    }

    /// <summary>Brings what was said while nothing was heard, in its order; turns wait for it, but not for ever.</summary>
    private async Task FillAsync(SlackProgress since, int number, CancellationToken cancellationToken)
    {
        var end = new SlackDelivery(() => Task.FromResult<IReadOnlyList<PlatformEvent>?>([]), null) { EndsBacklog = true };
        try
        {
            Health.ForgetHistory();
            var reading = ReadAsync();
            if (await Task.WhenAny(reading, Task.Delay(LongestHold, time, cancellationToken)) != reading)
                await waiting.Writer.WriteAsync(end, cancellationToken);
            foreach (var row in (await reading).Chunk(InOneRow))
                await waiting.Writer.WriteAsync(new SlackDelivery(() => Task.FromResult<IReadOnlyList<PlatformEvent>?>(Map(row)), null), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Something unforeseen: the turns go on without it.
            Health.NoteHistory("", $"What was said while nothing was heard could not be read: {PlatformFailure.Tell(e)}.");
            LogNotRead(api.Masked($"{e.GetType().Name}: {e.Message}"));
        }

        await waiting.Writer.WriteAsync(end with { EndsGap = number }, cancellationToken);

        IReadOnlyList<PlatformEvent> Map(Func<PlatformEvent?>[] row)
        {
            var events = new List<PlatformEvent>();
            foreach (var read in row)
            {
                if (read() is not { } one)
                    continue;
                events.Add(one);
                // What follows in a thread is for the bot because of what opened it; none of it is taken yet.
                if (one is PlatformEvent.Message message)
                    progress.Expect(message, time.GetUtcNow());
            }

            return events;
        }

        async Task<IReadOnlyList<Func<PlatformEvent?>>> ReadAsync() => state.Bot is { } bot ? await history.ReadAsync(bot, since, Health.NoteHistory, cancellationToken) : [];
    }
}
