using System.Text;
using LurkBot.Interop;

namespace LurkBot.Prompts;

/// <summary>Reads a prompt's text, from its file anew for each turn, so that edits count at once.</summary>
internal static class PromptFile
{
    private const long LargestFile = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a prompt, with its placeholders.</summary>
    /// <param name="choice">The prompt.</param>
    /// <exception cref="LurkBotException">Its file cannot be read, is larger than 1 MB, or no UTF-8; the message names the setting.</exception>
    public static string Read(PromptChoice choice)
    {
        if (choice.Prompt.File is not { } path)
            return choice.Prompt.Text ?? "";
        try
        {
            if (!RegularFile.Is(path))
                throw Unreadable(choice, "it is no regular file");
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
                throw Unreadable(choice, "it is larger than 1 MB");
            var bytes = File.ReadAllBytes(path);
            return Strict.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes).TrimEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(choice, "there is no such file");
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable(choice, "it is not UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(choice, e.Message);
        }
    }

    private static LurkBotException Unreadable(PromptChoice choice, string why) =>
        new($"The system prompt {choice.Prompt.File} cannot be read: {why}. Mend the file, or change {choice.Source}.");
}
