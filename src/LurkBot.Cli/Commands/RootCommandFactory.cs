using System.CommandLine;
using System.CommandLine.Help;

namespace LurkBot.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class RootCommandFactory
{
    public static CommandRunner Create() => new(CreateRoot());

    /// <summary>The commands, for the runner and for tests.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("A self-hosted AI assistant whose conversations are kept as sessions.")
        {
            ChatCommand.Create(),
            new Command("agent", "Alias: lurkbot agent chat is lurkbot chat.") { ChatCommand.Create() },
            GatewayCommand.Create(),
            ChannelsCommand.Create(), PairingCommand.Create(), PeopleCommand.Create(),
            SessionsCommand.Create(), SessionsEraseCommand.Create(),
            MemoryCommand.Create(),
            ModelsCommand.Create(),
            UsageCommand.Create(),
            DeliveriesCommand.Create(),
            ScheduleCommand.Create(),
            SubagentsCommand.Create(),
            MaintenanceCommands.Backup(),
            MaintenanceCommands.Restore(),
            ToolsCommand.Create(),
            SandboxCommands.Create(),
            DoctorCommand.Create(),
            ConfigCommand.Create(),
            CompletionCommand.Create(),
        };
        // Names of other systems, which a completion would offer.
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            foreach (var alias in (string[])["/h", "/?", "-?"])
                help.Aliases.Remove(alias);
        }

        return root;
    }
}
