using System.Globalization;
using LurkBot.Budgets;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Doors;
using LurkBot.Models;
using LurkBot.Sandboxes;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Tools;

namespace LurkBot.Configuration;

/// <summary>The one list of settings: it feeds binding, validation and <c>lurkbot config show</c>.</summary>
public static class SettingsCatalogue
{
    /// <summary>All settings with a fixed name, in the order in which they are shown.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        new("LURKBOT_HOME", "~/.lurkbot", "a folder", "The folder that holds all that LurkBot keeps.", (_, _) => true),
        new("LURKBOT_SESSION_TIMEOUT", "3600", "seconds, 1 to 315360000", "How long after its last use a session counts as idle.",
            (options, text) => Integer(text, 1, 315_360_000, value => options.Sessions.Timeout = TimeSpan.FromSeconds(value))),
        new("LURKBOT_SESSION_PERSISTENCE", "true", "true or false", "Whether conversations are written to disk.",
            (options, text) => Boolean(text, value => options.Sessions.Persistence = value)),
        new("LURKBOT_SESSION_LOCKING", "true", "true or false", "Whether a turn holds its session against other processes.",
            (options, text) => Boolean(text, value => options.Sessions.Locking = value)),
        new("LURKBOT_SESSION_LOCK_TIMEOUT", "30", "seconds, 0 to 86400", "How long a message waits for another turn of its session.",
            (options, text) => Integer(text, 0, 86_400, value => options.Sessions.LockTimeout = TimeSpan.FromSeconds(value))),
        new("LURKBOT_QUEUE_MODE", "collect", "collect, queue, interrupt or steer", "What happens with a message that comes while its session answers another one.", ApplyQueueMode),
        new("LURKBOT_PENDING_MAX_AGE", "86400", "seconds, 60 to 31536000", "How long a message may wait for its answer before it ends unanswered.",
            (options, text) => Integer(text, 60, 31_536_000, value => options.Sessions.PendingMaxAge = TimeSpan.FromSeconds(value))),
        new("LURKBOT_APPROVAL_TIMEOUT", "1800", "seconds, 1 to 31536000", "How long a tool approval may stay unanswered before it is denied.",
            (options, text) => Integer(text, 1, 31_536_000, value => options.Tools.ApprovalTimeout = TimeSpan.FromSeconds(value))),
        new("LURKBOT_SESSION_SYNC", "step", "step, turn or off", "When writes are made safe against a power cut.", ApplySync),
        new("LURKBOT_SESSION_ARCHIVE_AFTER", "2592000", "seconds, 1 to 3153600000", "How long after its last message a sweep archives a session.",
            (options, text) => Seconds(text, 3_153_600_000, value => options.Sessions.ArchiveAfter = value)),
        new("LURKBOT_SESSION_MAX_DISK", null, "a size such as 500m or 10g", "How much disk sessions may take before a sweep archives the oldest.",
            (options, text) => ByteSize.TryParse(text, out var bytes) && Set(bytes, value => options.Sessions.MaximumDisk = value)),
        new("LURKBOT_BUDGET_SESSION_TOKENS", null, BudgetSetting.AcceptedTokens, "The most tokens of one session before it pauses.",
            (options, text) => Tokens(text, value => options.Budgets.SessionTokens = value)),
        new("LURKBOT_BUDGET_SESSION_COST", null, BudgetSetting.AcceptedCost, "What one session may cost before it pauses.",
            (options, text) => Cost(text, value => options.Budgets.SessionCost = value)),
        new("LURKBOT_BUDGET_PERSON_TOKENS", null, BudgetSetting.AcceptedTokens, "The most tokens of one person in a day.",
            (options, text) => Tokens(text, value => options.Budgets.PersonTokens = value)),
        new("LURKBOT_BUDGET_PERSON_COST", null, BudgetSetting.AcceptedCost, "What one person may cost in a day.",
            (options, text) => Cost(text, value => options.Budgets.PersonCost = value)),
        new("LURKBOT_BUDGET_DAY_TOKENS", null, BudgetSetting.AcceptedTokens, "The most tokens of everybody in a day.",
            (options, text) => Tokens(text, value => options.Budgets.DayTokens = value)),
        new("LURKBOT_BUDGET_DAY_COST", null, BudgetSetting.AcceptedCost, "What everybody may cost in a day.",
            (options, text) => Cost(text, value => options.Budgets.DayCost = value)),
        new("LURKBOT_SESSION_WORKSPACE", "workspaces/<session_key> in the home", "a folder such as ~/work/<session_key>, without ..", "Where the files of a session's tools are; <session_key> stands for the session.", ApplyWorkspace),
        new("LURKBOT_ENABLED_TOOLS", "*", ToolNames.Accepted, "The only tools that any session has.",
            (options, text) => ToolNames.Parse(text) is { } names && Set(names, value => options.Tools.Enabled = value)),
        new("LURKBOT_DISABLED_TOOLS", "none", ToolNames.Accepted, "Tools that no session has.",
            (options, text) => ToolNames.Parse(text) is { } names && Set(names, value => options.Tools.Disabled = value)),
        new("LURKBOT_TOOL_ASK", "bash,write,edit", ToolNames.Accepted, "Tools about which you are asked before they run outside a sandbox.",
            (options, text) => ToolNames.Parse(text) is { } names && Set(names, value => options.Tools.Ask = value)),
        new("LURKBOT_GROUP_SANDBOX", "true", "true or false", "Whether the tools of groups and topics run in a sandbox.",
            (options, text) => Boolean(text, value => options.Sandbox.Group = value)),
        new("LURKBOT_DM_SANDBOX", "true", "true or false", "Whether the tools of direct chats with others than the owner run in a sandbox.",
            (options, text) => Boolean(text, value => options.Sandbox.Dm = value)),
        new("LURKBOT_MAIN_SANDBOX", "false", "true or false", "Whether the tools of direct chats with the owner run in a sandbox.",
            (options, text) => Boolean(text, value => options.Sandbox.Main = value)),
        new("LURKBOT_SANDBOX_BACKEND", "auto", "auto, bubblewrap or docker", "What runs sandboxed commands: bubblewrap, or containers of Docker or Podman.", ApplyBackend),
        new("LURKBOT_SANDBOX_IMAGE", null, "an image's name, such as docker.io/library/debian:stable-slim", "The image of the containers that run sandboxed commands.", ApplyImage),
        new("LURKBOT_SANDBOX_MEMORY_LIMIT", "512m", "a size from 16m to 1t, such as 512m or 2g", "The memory of one sandboxed command.",
            (options, text) => Size(text, 16L << 20, 1L << 40, value => options.Sandbox.MemoryLimit = value)),
        new("LURKBOT_SANDBOX_CPU_LIMIT", "1", "a number of cores, 0.01 to 1024", "The processor cores of one sandboxed command.", ApplyCpu),
        new("LURKBOT_SANDBOX_NETWORK", "false", "true or false", "Whether sandboxed commands reach the internet.",
            (options, text) => Boolean(text, value => options.Sandbox.Network = value)),
        new("LURKBOT_SANDBOX_TIMEOUT", "60", "seconds, 1 to 86400", "How long one sandboxed command may run.",
            (options, text) => Integer(text, 1, 86_400, value => options.Sandbox.Timeout = TimeSpan.FromSeconds(value))),
        new("LURKBOT_SANDBOX_PIDS", "64", "a number, 4 to 100000", "The processes and threads of one sandboxed command.",
            (options, text) => Integer(text, 4, 100_000, value => options.Sandbox.Processes = value)),
        new("LURKBOT_SANDBOX_DISK", "1g", "a size from 1m to 100t, such as 500m or 1g", "How much a session's workspace may hold.",
            (options, text) => Size(text, 1L << 20, 100L << 40, value => options.Sandbox.Disk = value)),
        new("LURKBOT_MAX_CONTEXT_TOKENS", "128000", "a number, 1000 to 10000000", "The most tokens of history in one call to a model.",
            (options, text) => Integer(text, 1000, 10_000_000, value => options.Context.MaxTokens = value)),
        new("LURKBOT_CONTEXT_STRATEGY", "sliding", "sliding, summarize or truncate", "What of a history the model sees when not all of it fits.",
            (options, text) => Choice<ContextStrategy>(text, value => options.Context.Strategy = value)),
        new("LURKBOT_COMPACT_AFTER", "100", "a number, 2 to 1000000", "After how many messages older ones are summarized.",
            (options, text) => Integer(text, 2, 1_000_000, value => options.Compaction.After = value)),
        new("LURKBOT_SESSION_MAX_MESSAGES", null, "a number, 2 to 1000000", "The older name of LURKBOT_COMPACT_AFTER, which wins over it.",
            (options, text) => Integer(text, 2, 1_000_000, value => options.Compaction.MaxMessages = value)),
        new("LURKBOT_COMPACT_STRATEGY", "summarize", "summarize, truncate or hybrid", "How older messages are made small.",
            (options, text) => Choice<CompactionStrategy>(text, value => options.Compaction.Strategy = value)),
        new("LURKBOT_DEFAULT_MODEL", null, "a model's name", "The model of a session that names none.",
            (options, text) => Text(text, value => options.Models.DefaultModel = value)),
        new("LURKBOT_FALLBACK_MODELS", null, "models' names with commas between them", "The models that answer, in this order, while the chosen one cannot.",
            (options, text) => Set(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), value => options.Models.FallbackModels = value)),
        new("LURKBOT_MODEL_TIMEOUT", "120", "seconds, 1 to 86400", "How long nothing may come from a provider before it counts as failed.",
            (options, text) => Integer(text, 1, 86_400, value => options.Models.Timeout = TimeSpan.FromSeconds(value))),
        new("LURKBOT_ANTHROPIC_API_KEY", null, "a key of plain characters", "The key for Anthropic.",
            (options, text) => Key(text, value => options.Models.AnthropicApiKey = value), IsSecret: true),
        new("LURKBOT_ANTHROPIC_BASE_URL", null, "an http or https address", "Where Anthropic's API is reached.",
            (options, text) => Address(text, value => options.Models.AnthropicBaseUrl = value)),
        new("LURKBOT_OPENAI_API_KEY", null, "a key of plain characters", "The key for OpenAI or a compatible server.",
            (options, text) => Key(text, value => options.Models.OpenAIApiKey = value), IsSecret: true),
        new("LURKBOT_OPENAI_BASE_URL", null, "an http or https address", "Where an OpenAI-compatible API is reached.",
            (options, text) => Address(text, value => options.Models.OpenAIBaseUrl = value)),
        new("LURKBOT_GOOGLE_API_KEY", null, "a key of plain characters", "The key for Google's Gemini models.",
            (options, text) => Key(text, value => options.Models.GoogleApiKey = value), IsSecret: true),
        new("LURKBOT_GOOGLE_BASE_URL", null, "an http or https address", "Where Gemini's OpenAI-compatible API is reached.",
            (options, text) => Address(text, value => options.Models.GoogleBaseUrl = value)),
        new("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:11434", "an http or https address", "Where Ollama is reached.",
            (options, text) => Address(text, value => options.Models.OllamaBaseUrl = value)),
        new("LURKBOT_MAX_TOKENS", "4096", "a number, 1 to 1000000", "The most tokens of a reply.",
            (options, text) => Integer(text, 1, 1_000_000, value => options.Models.MaxTokens = value)),
        new("LURKBOT_TEMPERATURE", null, "a number, 0 to 2", "How freely the model picks its words.", ApplyTemperature),
        new("LURKBOT_REASONING", null, "off, low, medium or high", "How much a model thinks before it answers, where it can; else as its provider likes.", ApplyReasoning),
        new("LURKBOT_SYSTEM_PROMPT", null, "text", "The system prompt.",
            (options, text) => Text(text, value => options.Prompts.SystemPrompt = new(value, options.Prompts.SystemPrompt?.File))),
        new("LURKBOT_SYSTEM_PROMPT_FILE", null, "a file", "A file whose text is the system prompt.",
            (options, text) => Text(text, value => options.Prompts.SystemPrompt = new(options.Prompts.SystemPrompt?.Text, value))),
        new("LURKBOT_GATEWAY_LISTEN", "a socket in the home, and http://127.0.0.1:18789", "addresses with ; between them, such as unix:/run/lurkbot.sock;http://127.0.0.1:18789", "Where the gateway listens.",
            (options, text) => Set(text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), value => options.Gateway.Listen = value) && options.Gateway.Listen.All(GatewayAddress.IsValid)),
        new("LURKBOT_GATEWAY_TOKEN", null, "a text of plain characters", "The token that clients of the gateway show; else one is made, in gateway.token in the home.",
            (options, text) => Key(text, value => options.Gateway.Token = value), IsSecret: true),
        new("LURKBOT_GATEWAY_DRAIN", "30", "seconds, 0 to 3600", "How long turns may go on when the gateway stops.",
            (options, text) => Integer(text, 0, 3600, value => options.Gateway.Drain = TimeSpan.FromSeconds(value))),
        new("LURKBOT_TIMEZONE", null, "a time zone such as Europe/Berlin", "The zone that decides which day it is; else the machine's own.", ApplyTimeZone),
    ];

    private static bool ApplySync(LurkBotOptions options, string text)
    {
        SessionSync? sync = text switch
        {
            "step" => SessionSync.Step,
            "turn" => SessionSync.Turn,
            "off" => SessionSync.Off,
            _ => null,
        };
        options.Sessions.Sync = sync ?? options.Sessions.Sync;
        return sync is not null;
    }

    private static bool ApplyQueueMode(LurkBotOptions options, string text)
    {
        QueueMode? mode = text switch
        {
            "collect" => QueueMode.Collect,
            "queue" => QueueMode.Queue,
            "interrupt" => QueueMode.Interrupt,
            "steer" => QueueMode.Steer,
            _ => null,
        };
        options.Sessions.QueueMode = mode ?? options.Sessions.QueueMode;
        return mode is not null;
    }

    private static bool ApplyWorkspace(LurkBotOptions options, string text)
    {
        options.Sessions.Workspace = text;
        return (Path.IsPathFullyQualified(text) || text.StartsWith("~/", StringComparison.Ordinal)) && Array.IndexOf(text.Split('/', '\\'), "..") < 0;
    }

    private static bool ApplyReasoning(LurkBotOptions options, string text)
    {
        options.Models.Reasoning = text switch
        {
            "off" => ReasoningLevel.Off,
            "low" => ReasoningLevel.Low,
            "medium" => ReasoningLevel.Medium,
            "high" => ReasoningLevel.High,
            _ => ReasoningLevel.Unset,
        };
        return options.Models.Reasoning != ReasoningLevel.Unset;
    }

    private static bool ApplyTimeZone(LurkBotOptions options, string text)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
            return false;
        options.TimeZone = zone;
        return true;
    }

    private static bool ApplyBackend(LurkBotOptions options, string text)
    {
        SandboxBackend? backend = text.ToUpperInvariant() switch
        {
            "AUTO" => SandboxBackend.Auto,
            "BUBBLEWRAP" => SandboxBackend.Bubblewrap,
            "DOCKER" => SandboxBackend.Docker,
            _ => null,
        };
        options.Sandbox.Backend = backend ?? options.Sandbox.Backend;
        return backend is not null;
    }

    /// <summary>The characters of image names, so that commands that name one can be copied as they are.</summary>
    private static bool ApplyImage(LurkBotOptions options, string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '/' or ':' or '@'))
                return false;
        }

        options.Sandbox.Image = text;
        return text.Length is > 0 and <= 512 && char.IsAsciiLetterOrDigit(text[0]);
    }

    private static bool ApplyCpu(LurkBotOptions options, string text)
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value is not (>= 0.01 and <= 1024))
            return false;
        options.Sandbox.CpuLimit = value;
        return true;
    }

    private static bool Size(string text, long minimum, long maximum, Action<long> set) => ByteSize.TryParse(text, out var bytes) && bytes >= minimum && bytes <= maximum && Set(bytes, set);

    private static bool ApplyTemperature(LurkBotOptions options, string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value is not (>= 0 and <= 2))
            return false;
        options.Models.Temperature = value;
        return true;
    }

    private static bool Seconds(string text, long maximum, Action<TimeSpan> set) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= maximum && Set(TimeSpan.FromSeconds(value), set);

    private static bool Tokens(string text, Action<long?> set) => BudgetSetting.ParseTokens(text) is { } value && Set(value, number => set(number));

    private static bool Cost(string text, Action<decimal?> set) => BudgetSetting.ParseCost(text) is { } value && Set(value, sum => set(sum));

    private static bool Set<T>(T value, Action<T> set)
    {
        set(value);
        return true;
    }

    private static bool Choice<T>(string text, Action<T> set)
        where T : struct, Enum => !char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && Set(value, set);

    private static bool Integer(string text, int minimum, int maximum, Action<int> set)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < minimum || value > maximum)
            return false;
        set(value);
        return true;
    }

    private static bool Boolean(string text, Action<bool> set)
    {
        bool? value = text.ToUpperInvariant() switch
        {
            "TRUE" or "1" or "YES" or "ON" => true,
            "FALSE" or "0" or "NO" or "OFF" => false,
            _ => null,
        };
        if (value is { } known)
            set(known);
        return value is not null;
    }

    /// <summary>A key goes into a header, which holds printable ASCII only.</summary>
    private static bool Key(string text, Action<string> set) => text.All(character => character is > ' ' and < '\u007F') && Text(text, set);

    private static bool Text(string text, Action<string> set)
    {
        set(text);
        return true;
    }

    private static bool Address(string text, Action<Uri> set)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var value) || value.Scheme is not ("http" or "https"))
            return false;
        set(value);
        return true;
    }
}
