using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>Downloads files. Their addresses expire after about a day: the message is asked for a new one then (CHANNELS D39). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class DiscordFiles(DiscordApi api, TimeProvider time, DiscordTimes times)
{
    private const string Failed = "The file could not be downloaded from Discord.";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>What is needed to download a file, also after its address has expired.</summary>
    /// <param name="message">Its message.</param>
    /// <param name="file">The file.</param>
    public static string Reference(DiscordMessage message, DiscordAttachment file) => $"{message.ChannelId} {message.Id} {file.Id} {file.Url}";

    /// <summary>Downloads a file.</summary>
    /// <param name="reference">What <see cref="Reference"/> gave.</param>
    /// <param name="maximum">The most bytes that are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">It cannot be had.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken)
    {
        if (reference.Split(' ') is not [var channel, var message, var file, var url])
            throw new PlatformFileException(Failed);
        using var late = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ReadAsync(url, maximum, either.Token)
                ?? await ReadAsync(await RenewAsync(channel, message, file, either.Token), maximum, either.Token)
                ?? throw new PlatformFileException("Discord does not have the file any more.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new PlatformFileException(Failed);
        }
    }

    private async Task<string> RenewAsync(string channel, string message, string file, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(HttpMethod.Get, $"/channels/{channel}/messages/{message}", null, times.Ordinary, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (answer is DiscordAnswer.Refused { Status: 404 or 403 })
            throw new PlatformFileException("Discord does not have the file any more.");
        var found = answer.Read(DiscordJson.Default.DiscordMessage);
        return (found?.Attachments ?? []).Concat((found?.MessageSnapshots ?? []).SelectMany(snapshot => snapshot.Message?.Attachments ?? [])).FirstOrDefault(known => known.Id.ToString() == file)?.Url
            ?? throw new PlatformFileException(Failed);
    }

    /// <summary>Reads a file; null when its address is not valid any more.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(string url, long maximum, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !IsPlace(address))
            throw new PlatformFileException("Discord gave no valid place of the file.");
        using var response = await api.OpenFileAsync(address, cancellationToken) ?? throw new PlatformFileException(Failed);
        if (response.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Forbidden)
            return null;
        if (!response.IsSuccessStatusCode)
            throw new PlatformFileException(Failed);
        if (response.Content.Headers.ContentLength > maximum)
            throw TooLarge(maximum);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (bytes.Length + read > maximum)
                throw TooLarge(maximum);
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    /// <summary>Discord's own places of files, or the owner's server.</summary>
    private bool IsPlace(Uri address) => api.BaseUrl is { } own
        ? address.Host == own.Host && address.Scheme is "http" or "https"
        : address.Scheme == "https" && address.Host is "cdn.discordapp.com" or "media.discordapp.net";

    private static PlatformFileException TooLarge(long maximum) => new($"The file is larger than {Math.Max(1, maximum >> 20)} MB, the most that is taken here.");
}
