namespace LurkBot.Channels;

/// <summary>Downloads files (CHANNELS S28). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackFiles(SlackApi api, TimeProvider time, SlackTimes times)
{
    private const string NotDownloaded = "The file could not be downloaded from Slack.", NoScope = "The bot may not read files on Slack: its owner must give it the scope files:read.";

    /// <summary>Downloads a file.</summary>
    /// <param name="reference">Slack's id of it.</param>
    /// <param name="maximum">The most bytes that are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">It cannot be had.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync("files.info", [("file", reference)], times.Request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (SlackApi.Read(answer, "file", SlackJson.Default.SlackFile) is not { } file)
        {
            throw new PlatformFileException(answer switch
            {
                SlackAnswer.Refused { Error: "missing_scope" } => NoScope,
                SlackAnswer.Refused { Error: "file_not_found" or "file_deleted" } => "Slack does not have the file any more.",
                _ => NotDownloaded,
            });
        }

        if (file.Size > maximum)
            throw TooLarge(maximum);
        if (!Uri.TryCreate(file.UrlPrivateDownload ?? file.UrlPrivate, UriKind.Absolute, out var place))
            throw new PlatformFileException("Slack does not have the file any more.");
        using var late = new CancellationTokenSource(times.Upload, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var response = await api.OpenFileAsync(place, either.Token);
            // Without the scope Slack leads to the page on which people sign in.
            if (response is { StatusCode: System.Net.HttpStatusCode.Redirect or System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden }
                || (response?.Content.Headers.ContentType?.MediaType == "text/html" && file.Mimetype != "text/html"))
                throw new PlatformFileException(NoScope);
            if (response is not { IsSuccessStatusCode: true })
                throw new PlatformFileException(NotDownloaded);
            if (response.Content.Headers.ContentLength > maximum)
                throw TooLarge(maximum);
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            using var bytes = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int read; (read = await stream.ReadAsync(buffer, either.Token)) > 0;)
            {
                if (bytes.Length + read > maximum)
                    throw TooLarge(maximum);
                bytes.Write(buffer, 0, read);
            }

            return bytes.ToArray();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new PlatformFileException(NotDownloaded);
        }
    }

    private static PlatformFileException TooLarge(long maximum) => new($"The file is larger than {Math.Max(1, maximum >> 20)} MB, the most that is taken here.");
}
