using Telegram.Bot.Requests;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>Downloads files (CHANNELS T57, T58). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class TelegramFiles(TelegramApi api, TimeProvider time, TelegramTimes times)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Downloads a file.</summary>
    /// <param name="reference">Telegram's id of it.</param>
    /// <param name="maximum">The most bytes that are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">It cannot be had.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(new GetFileRequest { FileId = reference }, times.Request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (answer is TelegramAnswer.Refused refused && refused.Says("file is too big"))
            throw new PlatformFileException("The file is larger than 20 MB, the most that Telegram gives to bots.");
        if (TelegramApi.Read<TGFile>(answer) is not { FilePath: { Length: > 0 } path } file)
            throw new PlatformFileException(answer is TelegramAnswer.Refused { Code: 400 } ? "Telegram does not have the file any more." : "The file could not be downloaded from Telegram.");
        if (file.FileSize > maximum)
            throw TooLarge(maximum);
        using var late = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return Path.IsPathRooted(path) ? await ReadLocalAsync(path, maximum, either.Token) : await ReadRemoteAsync(path, maximum, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new PlatformFileException("The file could not be downloaded from Telegram.");
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadRemoteAsync(string path, long maximum, CancellationToken cancellationToken)
    {
        if (path.Contains("..", StringComparison.Ordinal))
            throw new PlatformFileException("Telegram gave no valid place of the file.");
        using var response = await api.OpenFileAsync(path, cancellationToken);
        if (response is not { IsSuccessStatusCode: true })
            throw new PlatformFileException(response?.StatusCode == System.Net.HttpStatusCode.NotFound ? "Telegram does not have the file any more." : "The file could not be downloaded from Telegram.");
        if (response.Content.Headers.ContentLength > maximum)
            throw TooLarge(maximum);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await ReadAsync(stream, maximum, cancellationToken);
    }

    /// <summary>Reads a file of a server of the owner's own that runs with --local: its folders carry the bot's token.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadLocalAsync(string path, long maximum, CancellationToken cancellationToken)
    {
        if (!api.IsOwnFolder(path) || new FileInfo(path) is not { Exists: true, LinkTarget: null })
            throw new PlatformFileException("The Bot API server gave a place of the file that cannot be read here.");
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return await ReadAsync(stream, maximum, cancellationToken);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, long maximum, CancellationToken cancellationToken)
    {
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

    private static PlatformFileException TooLarge(long maximum) => new($"The file is larger than {Math.Max(1, maximum >> 20)} MB, the most that is taken here.");
}
