using System.CommandLine;

namespace LurkBot.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class RootCommandFactory
{
    public static CommandRunner Create()
    {
        var root = new RootCommand("A self-hosted AI assistant whose conversations are kept as sessions.")
        {
            ChatCommand.Create(),
            new Command("agent", "Alias: lurkbot agent chat is lurkbot chat.") { ChatCommand.Create() },
            GatewayCommand.Create(),
            SessionsCommand.Create(), SessionsEraseCommand.Create(),
            ModelsCommand.Create(),
            UsageCommand.Create(),
            MaintenanceCommands.Backup(),
            MaintenanceCommands.Restore(),
            ToolsCommand.Create(),
            SandboxCommands.Create(),
            DoctorCommand.Create(),
            ConfigCommand.Create(),
            CompletionCommand.Create(),
        };
        return new CommandRunner(root);
    }
}
