using LurkBot.Cli.Commands;
using LurkBot.Entries;
using LurkBot.Interop;

namespace LurkBot.Cli.Chat;

/// <summary>What came on standard input, where that is not a terminal. It is content: none of it is ever a command (RULES DO4).</summary>
/// <param name="Text">The text; null when there is none.</param>
/// <param name="File">An image; null when there is none.</param>
internal sealed record PipedInput(string? Text, FileContent? File)
{
    private const string Name = "standard input";

    private static readonly PipedInput Nothing = new(null, null);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Reads standard input to its end.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <exception cref="CommandException">It is neither text nor an image that a model takes, or too large.</exception>
    public static async Task<PipedInput> ReadAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected || !LibC.IsInherited(0))
            return Nothing;
        // A read cannot be cancelled: the thread that waits ends with the process.
        var reading = Task.Run(ReadBytes, CancellationToken.None);
        try
        {
            return Of((await reading.WaitAsync(Patience, time, cancellationToken)).Span);
        }
        catch (TimeoutException)
        {
            Console.Error.WriteLine("Reading standard input until it ends. To send nothing else along, add: < /dev/null");
            return Of((await reading.WaitAsync(cancellationToken)).Span);
        }
    }

    /// <summary>Takes bytes for what they are.</summary>
    /// <param name="bytes">All that came.</param>
    /// <exception cref="CommandException">They are neither text nor an image that a model takes.</exception>
    internal static PipedInput Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
            return Nothing;
        if (FileType.Of(bytes) is { } type && !string.Equals(type, FileType.Text, StringComparison.Ordinal))
            return new PipedInput(null, FileContent.Create($"input.{type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..]}", bytes.ToArray()));
        var text = FileKind.ReadText(bytes) ?? throw new CommandException(ExitCodes.Usage, $"The {Name} is {FileKind.Describe(bytes)}. Pipe text in UTF-8, or an image (PNG, JPEG, GIF, WebP).");
        return string.IsNullOrWhiteSpace(text) ? Nothing : new PipedInput(text.TrimEnd(), null);
    }

    /// <summary>The message of a question and of what was piped: the question, then the text in a fence that is longer than any in it.</summary>
    /// <param name="question">The argument; null when there was none.</param>
    /// <returns>Null when there is neither.</returns>
    public string? With(string? question)
    {
        if (question is null || Text is null)
            return question ?? Text ?? (File is null ? null : "");
        var fence = new string('`', Math.Max(3, LongestRun(Text) + 1));
        return $"{question.TrimEnd()}\n\nStandard input:\n\n{fence}\n{Text}\n{fence}";
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static ReadOnlyMemory<byte> ReadBytes()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = input.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > FileContent.LargestImage)
                throw new CommandException(ExitCodes.Usage, $"The {Name} is larger than {FileContent.LargestImage >> 20} MB. Put it into a file in the workspace and ask about that.");
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }
}
