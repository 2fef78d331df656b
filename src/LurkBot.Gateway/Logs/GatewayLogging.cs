using LurkBot.Doors;
using LurkBot.Interop;
using LurkBot.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Serilog;
using Serilog.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>The gateway's log: files in <c>logs/</c> of the home, and lines for people on the console. Serilog is their sink and nothing else.</summary>
internal static class GatewayLogging
{
    private const long LargestFile = 10 << 20;
    private const int MostFiles = 20;

    /// <summary>Adds it.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="services">The home and its secrets.</param>
    /// <param name="options">How much is logged.</param>
    /// <param name="toConsole">Whether people read the console.</param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddGatewayLogs(this WebApplicationBuilder builder, AssistantServices services, GatewayOptions options, bool toConsole)
    {
        var redactor = new LogRedactor(() => services.Secrets);
        builder.Services.AddSingleton(redactor);
        var logging = builder.Logging
            .SetMinimumLevel(LevelOf(options.LogLevel))
            .AddFilter("Microsoft", LogLevel.Warning)
            // Addresses of requests have tokens in them.
            .AddFilter("System.Net.Http", LogLevel.Warning)
            // What ends the server is said once, as a sentence.
            .AddFilter<ConsoleLoggerProvider>("Microsoft.Extensions.Hosting", LogLevel.None);
        if (toConsole)
            logging.AddConsole(console => console.FormatterName = LineConsoleFormatter.FormatterName).AddConsoleFormatter<LineConsoleFormatter, ConsoleFormatterOptions>();
        if (OpenFiles(services.Options.Home, redactor) is { } files)
            // AddSerilog would take the filters above away.
            logging.AddProvider(new SerilogLoggerProvider(files, dispose: true));
        return builder;
    }

    /// <summary>Opens the files of a home.</summary>
    /// <returns>Null when there can be none: the gateway runs without.</returns>
    internal static Serilog.Core.Logger? OpenFiles(string home, LogRedactor redactor, long largest = LargestFile, int most = MostFiles)
    {
        var folder = Path.Combine(home, GatewayLogFiles.Folder);
        try
        {
            PrivateFolder.Create(folder);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new RedactingSink(
            new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.File(
                new LogLineFormatter(),
                Path.Combine(folder, GatewayLogFiles.Start + GatewayLogFiles.End),
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: largest,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: most,
                hooks: new PrivateLogFiles()).CreateLogger(),
            redactor)).CreateLogger();
    }

    private static LogLevel LevelOf(GatewayLogLevel level) => level switch
    {
        GatewayLogLevel.Debug => LogLevel.Debug,
        GatewayLogLevel.Warning => LogLevel.Warning,
        GatewayLogLevel.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
