using LurkBot.Configuration;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Channels;

/// <summary>What transcription adds to the catalogue.</summary>
internal static class TranscriptionSettings
{
    /// <summary>The settings.</summary>
    public static SettingContribution All { get; } = SettingContribution.From(
        options => options.Of<TranscriptionOptions>(),
        [
            new("LURKBOT_TRANSCRIBE_COMMAND", null, "a program and its arguments, in quotation marks where they have blanks", "The program that transcribes voice messages, run in the sandbox without a shell and without network; `{file}` is the recording, else it comes last. What it prints is the transcript.",
                (options, text) => CommandWords.Parse(text) is { } words && Set(words, value => options.Command = value)),
            new("LURKBOT_TRANSCRIBE_URL", "OpenAI's with a key", "an http or https address", "The address of a service with OpenAI's `/v1/audio/transcriptions` that transcribes voice messages where no program is set.",
                (options, text) => Address(text, value => options.Url = value)),
            new("LURKBOT_TRANSCRIBE_MODEL", "whisper-1", "a name", "The model of the service that transcribes voice messages.",
                (options, text) => Set(text, value => options.Model = value)),
            new("LURKBOT_TRANSCRIBE_API_KEY", null, "a key of plain characters", "The key of the service that transcribes voice messages.",
                (options, text) => Key(text, value => options.ApiKey = value), isSecret: true),
        ]);
}
