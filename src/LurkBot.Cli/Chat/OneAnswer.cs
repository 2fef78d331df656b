using System.Text.Json;
using LurkBot.Agents;
using LurkBot.Text;

namespace LurkBot.Cli.Chat;

/// <summary>Answers one question and ends.</summary>
internal static class OneAnswer
{
    /// <summary>Asks and prints; JSON is one object with session, reply, model, usage and finish_reason.</summary>
    public static async Task<int> RunAsync(ChatSession chat, string text, bool json, CancellationToken cancellationToken)
    {
        text = text.TrimEnd();
        if (text.Length == 0)
            throw new CommandException(ExitCodes.Usage, "There is no question: give it as an argument or on the input.");
        var result = await chat.AskAsync(text, json ? null : piece => Console.Write(TerminalText.Sanitize(piece)), cancellationToken);
        if (json)
            WriteJson(chat, result);
        else
            Console.WriteLine();
        if (result.Error is not null && result.Fate == TurnFate.Failed)
            Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(result.Error.Message));
        return result.Fate switch
        {
            TurnFate.Answered => ExitCodes.Success,
            TurnFate.Cancelled => ExitCodes.Cancelled,
            _ => ExitCodes.Failure,
        };
    }

    private static void WriteJson(ChatSession chat, TurnResult result)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("session"u8, chat.Key.ToString());
            json.WriteString("reply"u8, result.Reply);
            json.WriteString("model"u8, result.Model);
            if (result.Usage is { } usage)
            {
                json.WriteStartObject("usage"u8);
                json.WriteNumber("input"u8, usage.Input);
                json.WriteNumber("output"u8, usage.Output);
                json.WriteNumber("cached"u8, usage.Cached);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNull("usage"u8);
            }

            json.WriteString("finish_reason"u8, result.FinishReason);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
