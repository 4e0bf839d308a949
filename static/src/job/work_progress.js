import { Component, onMounted, onWillDestroy, onWillUpdateProps, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

// Where no message comes (another person's work, a connection that was lost), the server is asked.
const ASK_AGAIN = 10000;

/**
 * How far work in the background is: live as long as it goes on. What it shows
 * has an `id`, a `state`, and the numbers `total` and `waiting`; messages and
 * answers of the server are the same again.
 */
export class WorkProgress extends Component {
    static template = "crm_lead_conversion.WorkProgress";
    static props = {
        message: String,
        shown: Object,
        getText: Function,
        ask: Function,
        onFinished: Function,
    };

    setup() {
        const bus = useService("bus_service");
        const { message } = this.props;
        this.state = useState({ now: this.props.shown });
        this.onMessage = (progress) => this.update(progress);
        onMounted(() => {
            bus.subscribe(message, this.onMessage);
            this.timer = browser.setInterval(() => this.ask(), ASK_AGAIN);
        });
        onWillUpdateProps(({ shown }) => {
            // a message may be newer than what the screen was opened with
            if (JSON.stringify(shown) !== JSON.stringify(this.props.shown)) {
                this.state.now = shown;
            }
        });
        onWillDestroy(() => {
            bus.unsubscribe(message, this.onMessage);
            browser.clearInterval(this.timer);
        });
    }

    get percent() {
        const { total, waiting } = this.state.now;
        return total ? Math.floor((100 * (total - waiting)) / total) : 100;
    }

    update(progress) {
        if (progress.id !== this.state.now.id) {
            return;
        }
        const finished = this.state.now.state === "running" && progress.state !== "running";
        this.state.now = progress;
        if (finished) {
            this.props.onFinished();
        }
    }

    async ask() {
        if (this.state.now.state === "running") {
            this.update(await this.props.ask());
        }
    }
}

/**
 * The same of the record of a form. A kind of work says by which `message` it is
 * told, what of the record is `shown`, and what that is in words (`getText`).
 */
export class RecordProgress extends Component {
    static template = "crm_lead_conversion.RecordProgress";
    static components = { WorkProgress };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
    }

    ask() {
        const { resId, resModel } = this.props.record;
        return this.orm.silent.call(resModel, "get_progress", [[resId]]);
    }

    /** The buttons, the numbers and what became of it. */
    reload() {
        this.props.record.load();
    }
}
